/* Values drawn by inverting the distribution function at a number in [0, 1). */

/* Whether class i comes before class j in the ranking: likelier, or as likely and first. */
INLINE int ranks_above(const real *p, i64 i, i64 j) {
  return p[i] > p[j] || (p[i] == p[j] && i < j);
}

static void sift(const real *p, i64 *heap, i64 n, i64 at) {
  for (i64 child; (child = 2 * at + 1) < n; at = child) {
    if (child + 1 < n && ranks_above(p, heap[child + 1], heap[child])) child++;
    if (!ranks_above(p, heap[child], heap[at])) return;
    const i64 moved = heap[at];
    heap[at] = heap[child];
    heap[child] = moved;
  }
}

/* Sets to zero what is neither among the top_k likeliest nor in the smallest set, by rank, that
   reaches top_p of those. `heap` has room for n places; the taken ones gather at its end. */
static void keep_likeliest(real *p, i64 n, i64 top_k, double top_p, i64 *heap) {
  double kept = 0, before = 0;
  i64 left = n, taken = 0;
  for (i64 i = 0; i < n; i++) heap[i] = i;
  for (i64 i = n / 2; i-- > 0;) sift(p, heap, n, i);
  if (top_k >= n) for (i64 i = 0; i < n; i++) kept += (double)p[i];
  while (left && taken < top_k && (top_k < n || !taken || before < top_p * kept)) {
    const i64 best = heap[0];
    heap[0] = heap[--left];
    heap[left] = best;
    sift(p, heap, left, 0);
    before += (double)p[best];
    taken++;
  }
  if (top_k < n && top_p < 1) {
    kept = before;
    before = 0;
    for (i64 rank = 0; rank < taken; rank++) {
      if (rank && before >= top_p * kept) p[heap[n - 1 - rank]] = 0;
      else before += (double)p[heap[n - 1 - rank]];
    }
  }
  for (i64 i = 0; i < left; i++) p[heap[i]] = 0;
}

/* The sum of n numbers: 8 sums side by side, which do not wait for each other. */
INLINE double sum_of(const real *p, i64 n) {
  double sums[8] = {0}, sum = 0;
  i64 i = 0;
  for (; i + 8 <= n; i += 8)
    for (i64 j = 0; j < 8; j++) sums[j] += (double)p[i + j];
  for (; i < n; i++) sum += (double)p[i];
  for (i64 j = 0; j < 8; j++) sum += sums[j];
  return sum;
}

enum { STRIDE = 32 }; /* classes that are passed over at once */

/* The first class whose share of the whole, with all before it, exceeds `uniform`. */
static i64 invert(const real *p, i64 n, double whole_share, double uniform) {
  const double wanted = uniform * whole_share;
  double before = 0;
  for (i64 first = 0; first < n; first += STRIDE) {
    const i64 some = n - first < STRIDE ? n - first : STRIDE;
    const double share = sum_of(p + first, some);
    if (before + share <= wanted && first + some < n) {
      before += share;
      continue;
    }
    for (i64 i = first; i < first + some; i++) {
      before += (double)p[i];
      if (before > wanted) return i;
    }
  }
  i64 last = n - 1; /* rounding alone leads here: the last class that is possible */
  while (last > 0 && !(p[last] > 0)) last--;
  return last;
}

/* The first of the largest scores, or -1 where one is not a number. */
static i64 likeliest(const real *scores, i64 n) {
  vec top = all(scores[0]);
  mask bad = {0};
  ROWS(i, n) {
    const vec some = n - i < LANES ? all(scores[0]) : take(scores + i, LANES);
    bad |= some != some;
    top = where(some > top, some, top);
  }
  real best = scores[0];
  whole is_bad = 0;
  for (i64 i = 0; i < LANES; i++) {
    best = top[i] > best ? top[i] : best;
    is_bad |= bad[i];
  }
  for (i64 i = n - n % LANES; i < n; i++) {
    best = scores[i] > best ? scores[i] : best;
    is_bad |= scores[i] != scores[i];
  }
  if (is_bad) return -1;
  i64 place = 0;
  while (scores[place] != best) place++;
  return place;
}

/* n: classes, top_k, place among the uniform numbers. d: temperature, top_p. NaN for scores that
   are no distribution. */
static real draw_class(const Op *op, const real *scores, double uniform, double *scratch) {
  const i64 n = op->n[0], top_k = op->n[1];
  real *p = (real *)scratch;
  i64 *heap = (i64 *)(scratch + n);
  const i64 best = likeliest(scores, n);
  if (best < 0) return (real)NAN;
  if (op->d[0] == 0) return (real)best;
  const vec warmth = all((real)op->d[0]), top = all(scores[best]);
  ROWS(i, n) put(p + i, exponential((take(scores + i, n - i) - top) / warmth), n - i);
  if (top_k < n || op->d[1] < 1) keep_likeliest(p, n, top_k, op->d[1], heap);
  const double sum = sum_of(p, n);
  if (!(sum > 0 && sum < INFINITY)) return (real)NAN;
  return (real)invert(p, n, sum, uniform);
}

/* n: codes, components, place among the uniform numbers. d: the least log scale. */
static real draw_mixture(const Op *op, const real *frame, double uniform, double *weights) {
  const i64 K = op->n[1];
  const real *logits = frame + op->x, *means = frame + op->y, *scales = frame + op->z;
  double *per_scale = weights + K, sum = 0, top = -INFINITY;
  for (i64 k = 0; k < K; k++) top = fmax(top, (double)logits[k]);
  for (i64 k = 0; k < K; k++) {
    sum += weights[k] = exp((double)logits[k] - top);
    per_scale[k] = exp(-fmax((double)scales[k], op->d[0]));
    if (!isfinite(means[k]) || isnan(scales[k])) return (real)NAN;
  }
  if (!(sum > 0 && sum < INFINITY)) return (real)NAN;
  i64 low = 0, high = op->n[0] - 1;
  while (low < high) {
    const i64 middle = (low + high) / 2;
    const double end = (double)(2 * (middle + 1)) / (double)op->n[0] - 1;
    double share = 0;
    for (i64 k = 0; k < K; k++)
      share += weights[k] / sum / (1 + exp(((double)means[k] - end) * per_scale[k]));
    if (share <= uniform) low = middle + 1;
    else high = middle;
  }
  return (real)low;
}

static void run_draw(const Op *op, const Here *here) {
  for (i64 b = 0; b < here->count; b++) {
    real *frame = here->frame + b * here->stride;
    const double uniform = here->uniforms[b * here->run->n_uniforms + op->n[2]];
    frame[op->out] = op->kind == DRAW_CLASS
                         ? draw_class(op, frame + op->x, uniform, here->scratch)
                         : draw_mixture(op, frame, uniform, here->scratch);
  }
}
