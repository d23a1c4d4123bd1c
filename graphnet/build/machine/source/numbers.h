/* Numbers in rows of 64 bytes, and the functions of them that networks use. */
#include <math.h>
#include <stdint.h>
#include <string.h>

typedef int64_t i64;

#ifdef DOUBLE
typedef double real;
typedef int64_t whole;
#else
typedef float real;
typedef int32_t whole;
#endif

#define LANES ((i64)(64 / sizeof(real)))
#define INLINE static inline __attribute__((always_inline))

typedef real vec __attribute__((vector_size(64)));
typedef whole mask __attribute__((vector_size(64)));
typedef real loose __attribute__((vector_size(64), aligned(sizeof(real)), may_alias));

/* Every index i at which a row of numbers starts, and how many of n are left there. */
#define ROWS(i, n) for (i64 i = 0; i < (n); i += LANES)

INLINE vec take(const real *p, i64 left) {
  vec v = {0};
  if (left >= LANES) return *(const loose *)p;
  memcpy(&v, p, (size_t)left * sizeof(real));
  return v;
}

INLINE void put(real *p, vec v, i64 left) {
  if (left >= LANES) *(loose *)p = v;
  else memcpy(p, &v, (size_t)left * sizeof(real));
}

INLINE vec all(real x) { return x - (vec){0}; }

INLINE vec where(mask m, vec yes, vec no) { return (vec)((m & (mask)yes) | (~m & (mask)no)); }

INLINE real total(vec v) {
  real a[LANES];
  memcpy(a, &v, sizeof a);
  for (i64 n = LANES / 2; n; n /= 2)
    for (i64 i = 0; i < n; i++) a[i] += a[i + n];
  return a[0];
}

#ifdef DOUBLE

/* Double precision is for proofs: one number at a time, to the last digit. */
#define ONE_BY_ONE(name, formula)                                      \
  static __attribute__((noinline)) vec name(vec v) {                   \
    for (i64 i = 0; i < LANES; i++) { const real x = v[i]; v[i] = formula; } \
    return v;                                                          \
  }
ONE_BY_ONE(exponential, exp(x))
ONE_BY_ONE(sigmoid, 1.0 / (1.0 + exp(-x)))
ONE_BY_ONE(hyperbolic, tanh(x))
ONE_BY_ONE(gelu, 0.5 * x * (1.0 + erf(x * 0.70710678118654752440)))

#else

/* e^x = 2^n e^r with r within half a ln 2, whose polynomial is right to 2e-9. 0 below -87. */
INLINE vec exponential(vec x) {
  const vec top = all(88.7f), bottom = all(-87.0f);
  const vec c = where(x > top, top, where(x < bottom, bottom, x));
  const vec shifted = c * 1.44269504f + 12582912.0f; /* 1.5 2^23: the last bits are round(c) */
  const vec n = shifted - 12582912.0f;
  const vec r = (c - n * 0.693145752f) - n * 1.42860677e-6f;
  vec p = r * 1.39574044e-3f + 8.3759705e-3f;
  p = p * r + 4.166606e-2f;
  p = p * r + 0.166664053f;
  p = p * r + 0.500000018f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  const vec half = (vec)((mask)p + (((mask)shifted - 0x4B400000) << 23)); /* 2^n in the exponent */
  return where(x < bottom, all(0.0f), half);
}

INLINE vec sigmoid(vec x) { return 1.0f / (1.0f + exponential(-x)); }

INLINE vec hyperbolic(vec x) {
  const vec z = x * x;
  vec p = z * -6.11258244e-3f + 2.10095486e-2f;
  p = p * z - 5.38539146e-2f;
  p = p * z + 0.133327929f;
  p = p * z - 0.333333292f;
  const vec far = 1.0f - 2.0f / (1.0f + exponential(x + x));
  return where(z < all(0.390625f), x + x * z * p, far);
}

/* x Phi(x) = max(x, 0) - |x| Phi(-|x|), where Phi(-a) e^(a a / 2) is nearly rational: to 1e-7. */
INLINE vec gelu(vec x) {
  vec a = where(x < all(0.0f), -x, x);
  a = where(a > all(13.0f), all(13.0f), a);
  vec p = a * 1.06473399e-2f + 9.00585852e-2f;
  p = p * a + 0.305496133f;
  p = p * a + 0.499999995f;
  vec q = a * 2.67527223e-2f + 0.224491438f;
  q = q * a + 0.804242026f;
  q = q * a + 1.40887643f;
  q = q * a + 1.0f;
  const vec tail = a * exponential(a * a * -0.5f) * p / q;
  return where(x < all(0.0f), all(0.0f), x) - tail;
}

#endif

enum { ID, GELU, RELU, SILU, TANH, SIGMOID };

/* The activation of n rows, in place. */
static __attribute__((noinline)) void activate(vec *v, i64 n, i64 activation) {
  switch (activation) {
    case GELU: for (i64 i = 0; i < n; i++) v[i] = gelu(v[i]); break;
    case RELU: for (i64 i = 0; i < n; i++) v[i] = where(v[i] < all(0), all(0), v[i]); break;
    case SILU: for (i64 i = 0; i < n; i++) v[i] = v[i] * sigmoid(v[i]); break;
    case TANH: for (i64 i = 0; i < n; i++) v[i] = hyperbolic(v[i]); break;
    case SIGMOID: for (i64 i = 0; i < n; i++) v[i] = sigmoid(v[i]); break;
    default: break;
  }
}
