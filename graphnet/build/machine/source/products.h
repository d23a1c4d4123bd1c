/* A matrix times a vector, in tiles of up to 8 rows of lanes.

   A tile's weights lie column by column. n: outputs of each half, columns before the cut, columns,
   activation, gated, by rows. p: weights of each half, biases of each half. */

enum { TILE = 8, SIDE = 4 }; /* rows of lanes in a tile; sequences side by side */

/* z[b][v] = start[v] + the sum over columns of weight times x[b], for constant nv and nb. */
INLINE void sum_columns(const real *w, i64 pitch, const real *x, i64 stride, i64 columns,
                        const vec *start, vec *z, const int nv, const int nb) {
  vec a[TILE * SIDE];
#pragma GCC unroll 8
  for (int v = 0; v < nv; v++)
#pragma GCC unroll 4
    for (int b = 0; b < nb; b++) a[b * nv + v] = start ? start[v] : (vec){0};
  for (i64 c = 0; c < columns; c++, w += pitch)
#pragma GCC unroll 8
    for (int v = 0; v < nv; v++) {
      const vec row = *(const vec *)(w + v * LANES);
#pragma GCC unroll 4
      for (int b = 0; b < nb; b++) a[b * nv + v] += row * x[b * stride + c];
    }
#pragma GCC unroll 8
  for (int v = 0; v < nv; v++)
#pragma GCC unroll 4
    for (int b = 0; b < nb; b++) z[b * TILE + v] = a[b * nv + v];
}

#define WIDE(NV, NB) \
  case 16 * NB + NV: sum_columns(w, NV *LANES, x, stride, columns, start, z, NV, NB); break;

static void sum_tile(const real *w, i64 nv, const real *x, i64 stride, i64 nb, i64 columns,
                     const vec *start, vec *z) {
  switch (16 * nb + nv) {
    WIDE(8, 1) WIDE(4, 1) WIDE(2, 1) WIDE(1, 1)
    WIDE(4, 2) WIDE(2, 2) WIDE(1, 2)
    WIDE(4, 4) WIDE(2, 4) WIDE(1, 4)
    default: /* 8 rows of several sequences: too many sums for the registers */
      for (i64 v = 0; v < 8; v += 4) {
        const vec *from = start ? start + v : 0;
        if (nb == 2)
          sum_columns(w + v * LANES, 8 * LANES, x, stride, columns, from, z + v, 4, 2);
        else
          sum_columns(w + v * LANES, 8 * LANES, x, stride, columns, from, z + v, 4, 4);
      }
  }
}

INLINE i64 tile_of(i64 rows) { return rows >= 8 ? 8 : rows >= 4 ? 4 : rows >= 2 ? 2 : 1; }

INLINE i64 side_by_side(i64 left) { return left >= 4 ? 4 : left >= 2 ? 2 : 1; }

INLINE i64 rows_of(i64 outputs, i64 gated) {
  return (outputs + LANES - 1) / LANES * (gated ? 2 : 1);
}

/* What becomes of a tile's sums: `left` numbers at `out`. */
static __attribute__((noinline)) void finish(const Op *op, vec *z, i64 nv, real *out,
                                             const real *add, i64 left) {
  const i64 half = op->n[5] ? nv / 2 : nv;
  if (op->n[5]) for (i64 v = 0; v < half; v++) z[v] = z[v] * sigmoid(z[half + v]);
  else activate(z, nv, op->n[4]);
  for (i64 v = 0; v < half && left > 0; v++, left -= LANES) {
    vec y = z[v];
    if (add) y = y + take(add + v * LANES, left);
    put(out + v * LANES, y, left);
  }
}

/* Tiles from weights a (columns before the cut) and b (the others), each `skip_x` a column further. */
static void run_tiles(const Op *op, const Here *here, const real *a, const real *b,
                      const vec *bias, i64 at, i64 outputs) {
  const i64 cut = op->n[2], rest = op->n[3] - cut, gated = op->n[5], by_rows = op->n[6];
  for (i64 rows = rows_of(outputs, gated), nv, done = 0; rows > 0; rows -= nv) {
    nv = tile_of(rows);
    const i64 wide = nv * LANES, made = gated ? wide / 2 : wide;
    const real *second = by_rows ? a + cut * wide : b;
    for (i64 s = 0, nb; s < here->count; s += nb) {
      nb = side_by_side(here->count - s);
      real *frame = here->frame + s * here->stride;
      const real *x = frame + op->x;
      vec z[TILE * SIDE], more[TILE * SIDE];
      sum_tile(a, nv, x, here->stride, nb, cut, bias, z);
      sum_tile(second, nv, x + cut, here->stride, nb, rest, 0, more);
      for (i64 i = 0; i < nb; i++, frame += here->stride) {
        for (i64 v = 0; v < nv; v++) z[i * TILE + v] = z[i * TILE + v] + more[i * TILE + v];
        const real *add = op->y < 0 ? 0 : frame + op->y + at + done;
        finish(op, z + i * TILE, nv, frame + op->out + at + done, add, outputs - done);
      }
    }
    a += (by_rows ? op->n[3] : cut) * wide;
    b += rest * wide;
    bias += nv;
    done += made;
  }
}

/* Half of the columns here, the other half at the partner, and both the sums of both. */
static void run_shared(const Op *op, const Here *here) {
  const i64 outputs = op->n[0], gated = op->n[5], all_rows = rows_of(outputs, gated);
  const i64 part = here->part, columns = part ? op->n[3] - op->n[2] : op->n[2];
  const real *w = op->p[part], *x = here->frame + op->x + (part ? op->n[2] : 0);
  const vec *bias = part ? 0 : (const vec *)op->p[2];
  vec *mine = (vec *)exchanged(here, part);
  const vec *first = (const vec *)exchanged(here, 0), *second = (const vec *)exchanged(here, 1);
  for (i64 row = 0, nv; row < all_rows; row += nv, w += columns * nv * LANES) {
    nv = tile_of(all_rows - row);
    sum_tile(w, nv, x, 0, 1, columns, bias ? bias + row : 0, mine + row);
  }
  meet(here);
  real *out = here->frame + op->out;
  for (i64 row = 0, nv, done = 0; row < all_rows; row += nv) {
    nv = tile_of(all_rows - row);
    vec z[TILE];
    for (i64 v = 0; v < nv; v++) z[v] = first[row + v] + second[row + v];
    finish(op, z, nv, out + done, op->y < 0 ? 0 : here->frame + op->y + done, outputs - done);
    done += gated ? nv * LANES / 2 : nv * LANES;
  }
}

static void run_affine(const Op *op, const Here *here) {
  if (!op->n[6]) {
    if (here->parts == 2) run_shared(op, here);
    else run_tiles(op, here, op->p[0], op->p[1], (const vec *)op->p[2], 0, op->n[0]);
    return;
  }
  for (i64 part = first_part(here); part <= last_part(here); part++)
    if (op->n[part])
      run_tiles(op, here, op->p[part], 0, (const vec *)op->p[2 + part],
                part ? op->n[0] : 0, op->n[part]);
}
