/* Recurrences: each feature by itself, and of two threads each advances half of the features.

   n: features, features of the first half, modes or states, outputs a feature, activation,
   directions, whether both threads need all of `out`. */

enum { DIRECTIONS = 16 };

/* The sum over modes of both parts of readout (M, 2) times state (M, 2), lane by lane. */
INLINE vec read_modes(const vec *q, const vec *s, i64 M) {
  vec even = {0}, odd = {0};
  for (i64 m = 0; m < M; m++) {
    even += q[2 * m] * s[2 * m];
    odd += q[2 * m + 1] * s[2 * m + 1];
  }
  return even + odd;
}

/* One mode advanced: q is transition, then the first output's readout. */
#define ADVANCE(m, a, b)                               \
  do {                                                 \
    const vec *w = q + 4 * (m);                        \
    vec *t = s + 2 * (m);                              \
    const vec re = w[0] * t[0] - w[1] * t[1] + u;      \
    const vec im = w[0] * t[1] + w[1] * t[0];          \
    t[0] = re;                                         \
    t[1] = im;                                         \
    a += w[2] * re;                                    \
    b += w[3] * im;                                    \
  } while (0)

static __attribute__((noinline)) vec advance_modes(const vec *restrict q, vec *restrict s, vec u,
                                                   i64 M) {
  vec a = {0}, b = {0}, c = {0}, d = {0};
  i64 m = 0;
  for (; m + 1 < M; m += 2) {
    ADVANCE(m, a, b);
    ADVANCE(m + 1, c, d);
  }
  if (m < M) ADVANCE(m, a, b);
  return (a + b) + (c + d);
}

/* q: transition, inlet, the first output's readout, then R times push; pull: (R, M, 2). */
static __attribute__((noinline)) vec advance_low_rank(const vec *restrict q,
                                                      const vec *restrict pull,
                                                      vec *restrict s, vec u, i64 M, i64 R) {
  vec pulled[DIRECTIONS], a = {0}, b = {0};
  for (i64 r = 0; r < R; r++) pulled[r] = read_modes(pull + 2 * M * r, s, M);
  for (i64 m = 0; m < M; m++, q += 6 + 2 * R, s += 2) {
    vec re = q[0] * s[0] - q[1] * s[1] + q[2] * u;
    vec im = q[0] * s[1] + q[1] * s[0] + q[3] * u;
    for (i64 r = 0; r < R; r++) {
      re -= q[6 + 2 * r] * pulled[r];
      im -= q[7 + 2 * r] * pulled[r];
    }
    s[0] = re;
    s[1] = im;
    a += q[4] * re;
    b += q[5] * im;
  }
  return a + b;
}

/* p: systems, readouts of outputs from the second on, through, pulls; a block of lanes at a time. */
static void run_modes(const Op *op, const Here *here, i64 from, i64 to) {
  const i64 H = op->n[0], M = op->n[2], K = op->n[3], R = op->n[5];
  const i64 wide = op->kind == MODES ? 4 : 6 + 2 * R;
  for (i64 h = from; h < to; h += LANES) {
    const i64 block = h / LANES;
    const vec *q = (const vec *)op->p[0] + block * M * wide;
    const vec *others = (const vec *)op->p[1] + block * (K - 1) * M * 2;
    const vec *through = (const vec *)op->p[2] + block * K;
    const vec *pull = (const vec *)op->p[3] + block * R * M * 2;
    for (i64 b = 0; b < here->count; b++) {
      real *frame = here->frame + b * here->stride;
      vec *s = (vec *)(here->states + b * here->run->state_stride + op->state) + block * M * 2;
      const vec u = take(frame + op->x + h, H - h);
      vec sum = op->kind == MODES ? advance_modes(q, s, u, M)
                                  : advance_low_rank(q, pull, s, u, M, R);
      for (i64 k = 0; k < K; k++) {
        if (k) sum = read_modes(others + (k - 1) * M * 2, s, M);
        sum += through[k] * u;
        activate(&sum, 1, op->n[4]);
        put(frame + op->out + k * H + h, sum, H - h);
      }
    }
  }
}

/* One feature of one sequence. w: matrix in tiles, then inlet, then readouts, in rows of N. */
static void advance_states(const Op *op, const real *w, real *s, real u, real *new, real *sums) {
  const i64 N = op->n[2], K = op->n[3], rows = rows_of(N, 0);
  vec *made = (vec *)new;
  for (i64 row = 0, nv; row < rows; row += nv) {
    nv = tile_of(rows - row);
    sum_tile(w, nv, s, 0, 1, N, 0, made + row);
    w += N * nv * LANES;
  }
  const vec *inlet = (const vec *)w, *readout = inlet + rows;
  for (i64 v = 0; v < rows; v++) ((vec *)s)[v] = made[v] + inlet[v] * u;
  for (i64 k = 0; k < K; k++, readout += rows) {
    vec sum = {0};
    for (i64 v = 0; v < rows; v++) sum += readout[v] * ((vec *)s)[v];
    sums[k] = total(sum);
  }
}

/* p: of each feature matrix, inlet and readouts; through (K, H). */
static void run_recur(const Op *op, const Here *here, i64 from, i64 to) {
  const i64 H = op->n[0], N = op->n[2], K = op->n[3], padded = rows_of(N, 0) * LANES;
  const i64 size = padded * (N + 1 + K);
  real *new = (real *)here->scratch, *sums = new + padded;
  for (i64 b = 0; b < here->count; b++) {
    real *frame = here->frame + b * here->stride;
    real *state = here->states + b * here->run->state_stride + op->state;
    for (i64 h = from; h < to; h++) {
      const real u = frame[op->x + h];
      advance_states(op, op->p[0] + h * size, state + h * padded, u, new, sums);
      for (i64 k = 0; k < K; k++) frame[op->out + k * H + h] = sums[k] + op->p[1][k * H + h] * u;
    }
    for (i64 k = 0; k < K; k++)
      ROWS(i, to - from) {
        real *at = frame + op->out + k * H + from + i;
        vec v = take(at, to - from - i);
        activate(&v, 1, op->n[4]);
        put(at, v, to - from - i);
      }
  }
}

/* What the partner computed of `out` (K, H) joins what was computed here. */
static void share(const Op *op, const Here *here) {
  const i64 H = op->n[0], cut = op->n[1], K = op->n[3];
  const i64 sizes[2] = {cut, H - cut}, starts[2] = {0, cut};
  const i64 part = here->part, other = 1 - part;
  real *mine = exchanged(here, part), *theirs = exchanged(here, other);
  real *out = here->frame + op->out;
  for (i64 k = 0; k < K; k++)
    memcpy(mine + k * sizes[part], out + k * H + starts[part], (size_t)sizes[part] * sizeof(real));
  meet(here);
  for (i64 k = 0; k < K; k++)
    memcpy(out + k * H + starts[other], theirs + k * sizes[other],
           (size_t)sizes[other] * sizeof(real));
}

static void run_recurrence(const Op *op, const Here *here) {
  const i64 from = first_part(here) ? op->n[1] : 0, to = last_part(here) ? op->n[0] : op->n[1];
  if (op->kind == RECUR) run_recur(op, here, from, to);
  else run_modes(op, here, from, to);
  if (here->parts == 2 && op->n[6]) share(op, here);
}
