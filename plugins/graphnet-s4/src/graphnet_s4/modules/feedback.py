"""Powers of a diagonal matrix with a feedback of low rank, by the series of what is fed back."""

# H features   M complex modes, N = 2 M real states (Re z, Im z)   R rank   K outputs   T powers
#
#   dA z = t z - sum_r push_r Re(pull_r z)
#
# The modes alone would go on as t^j. With the R x R matrices w_j = Re(pull t^j push) and the series
# s = 1 / (1 + z w), which is one triangular Toeplitz system,
#
#   dA^j push = sum_(i<=j) (t^i push) s_(j-i)
#   dA^j b    = t^j b - sum_(i<j) (t^(j-1-i) push) q_i       q = s p,  p_j = Re(pull t^j b)
#   c dA^j    = c t^j - sum_(i<j) q_i (pull t^(j-1-i))       q = p s,  p_j = Re(c t^j push)
#   dA^T      = t^T - sum_(i<T) (dA^(T-1-i) push) (pull t^i)
#
# Each is a product of T x T and T x N numbers: no matrix is taken to a power. All in float64.

from __future__ import annotations

import torch
from attrs import field, frozen
from torch import Tensor
from torch.nn.functional import pad

from graphnet_s4.modules.bands import learning_bands


@frozen
class Feedback:
    """A system with complex128 parts; `pull` and `c` are read as Re(pull z)."""

    t: Tensor = field(eq=False)  # (H, M)
    b: Tensor = field(eq=False)  # (H, M)
    push: Tensor = field(eq=False)  # (H, R, M)
    pull: Tensor = field(eq=False)  # (H, R, M)
    c: Tensor = field(eq=False)  # (H, K, M)


@frozen
class Series:
    """1, t, t^2, ... (H, T, 1, M) of a system, and tables made of it."""

    system: Feedback
    waves: Tensor = field(eq=False)
    push: Tensor = field(eq=False)  # t^j push, (H, T R, N)
    pull: Tensor = field(eq=False)  # pull t^j, (H, T R, N)
    s: Tensor = field(eq=False)  # (H, R, R, T)

    def ahead(self) -> Tensor:
        """What an item becomes: dA^j b, (H, T, N)."""
        first_HM = self.system.b
        p_HQ1 = self.pull @ vectors(first_HM).unsqueeze(-1)
        q_HRT = (_toeplitz(self.s) @ p_HQ1).view(len(self.s), -1, self.s.shape[1]).mT
        fed_HTN = _toeplitz(_later(q_HRT.unsqueeze(1))) @ self.push
        return vectors(self.waves * first_HM[:, None, None]).squeeze(2) - fed_HTN

    def behind(self) -> Tensor:
        """What is heard of a state: c dA^(j + 1), (H, T, K, N)."""
        system = self.system
        fed_HKR = readings(system.c) @ vectors(system.push).mT
        c_HKM = system.c * system.t.unsqueeze(1) - fed_HKR.to(system.c.dtype) @ system.pull
        H, R, _, T = self.s.shape
        p_HQK = self.push @ readings(c_HKM).mT
        q_HTRK = (_toeplitz(self.s.transpose(1, 2)) @ p_HQK).view(H, T, R, -1)
        fed_HQN = _toeplitz(_later(q_HTRK.permute(0, 3, 2, 1))) @ self.pull
        own_HTKN = readings(self.waves * c_HKM.unsqueeze(1))
        return own_HTKN - fed_HQN.view(own_HTKN.shape)

    def moved(self) -> Tensor:
        """What a state becomes: dA^T, (H, N, N)."""
        H, R, _, T = self.s.shape
        pushed_HQN = _toeplitz(self.s.transpose(1, 2)) @ self.push
        pushed_HQN = pushed_HQN.view(H, T, R, -1).flip(1).flatten(1, 2)
        last_HM = self.waves[:, -1, 0] * self.system.t
        re, im = torch.diag_embed(last_HM.real), torch.diag_embed(last_HM.imag)
        turn = torch.cat((torch.cat((re, -im), dim=-1), torch.cat((im, re), dim=-1)), dim=-2)
        return turn - pushed_HQN.mT @ self.pull


def series_of(system: Feedback, T: int) -> Series:
    """That of T powers, a power of two."""
    H, R, _ = system.push.shape
    waves = _powers(system.t, T).unsqueeze(2)
    push_HTRN = vectors(waves * system.push.unsqueeze(1))
    pull_HTRN = readings(waves * system.pull.unsqueeze(1))
    w_HQR = pull_HTRN.flatten(1, 2) @ vectors(system.push).mT
    w_HRRT = w_HQR.view(H, T, R, R).permute(0, 2, 3, 1)
    one_TRR = torch.eye(T * R, R, dtype=w_HRRT.dtype, device=w_HRRT.device).expand(H, T * R, R)
    fed = _toeplitz(_later(w_HRRT))  # below the diagonal, where ones are understood
    found = torch.linalg.solve_triangular(fed, one_TRR, upper=False, unitriangular=True)
    s_HRRT = found.view(H, T, R, R).permute(0, 2, 3, 1)
    return Series(system, waves, push_HTRN.flatten(1, 2), pull_HTRN.flatten(1, 2), s_HRRT)


def _powers(t_HM: Tensor, count: int) -> Tensor:
    """1, t, t^2, ... (H, count, M), with a gradient."""
    found = torch.ones_like(t_HM).unsqueeze(1)
    while found.shape[1] < count:
        found = torch.cat((found, found * t_HM.unsqueeze(1)), dim=1)
        t_HM = t_HM * t_HM
    return found


def _toeplitz(k_HabT: Tensor) -> Tensor:
    """(H, T a, T b): k[j - i] from block i to block j."""
    H, a, b, T = k_HabT.shape
    bands = learning_bands(k_HabT.reshape(-1, T)).view(H, a, b, T, T)
    return bands.permute(0, 4, 1, 3, 2).reshape(H, T * a, T * b)


def _later(k_HabT: Tensor) -> Tensor:
    """One place later."""
    return pad(k_HabT, (1, 0))[..., :-1]


def vectors(z: Tensor) -> Tensor:
    """Modes as real states."""
    return torch.cat((z.real, z.imag), dim=-1)


def readings(z: Tensor) -> Tensor:
    """What reads Re(z x) off real states."""
    return torch.cat((z.real, -z.imag), dim=-1)
