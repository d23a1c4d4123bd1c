/* What is done with a vector number by number, or as a whole. */

/* n: numbers a row, rows of the table. p: table. */
static void run_gather(const Op *op, real *frame) {
  const real asked = frame[op->x], last = (real)(op->n[1] - 1);
  const i64 row = asked > 0 ? (i64)(asked < last ? asked : last) : 0; /* NaN is row 0 */
  memcpy(frame + op->out, op->p[0] + row * op->n[0], (size_t)op->n[0] * sizeof(real));
}

/* n: numbers. p: shift, weight, bias, each 0 or padded to rows. d: epsilon. */
static void run_normalise(const Op *op, real *frame) {
  const i64 n = op->n[0];
  const real *x = frame + op->x;
  real *out = frame + op->out;
  vec sum = {0}, squares = {0};
  ROWS(i, n) sum += take(x + i, n - i);
  const real mean = total(sum) / (real)n;
  ROWS(i, n) {
    vec far = take(x + i, n - i) - mean;
    if (n - i < LANES) {
      const vec kept = far;
      far = (vec){0};
      memcpy(&far, &kept, (size_t)(n - i) * sizeof(real));
    }
    squares += far * far;
  }
  const real per = (real)1 / (real)sqrt((double)(total(squares) / (real)n + (real)op->d[0]));
  ROWS(i, n) {
    vec y = take(x + i, n - i) - mean;
    if (op->p[0]) y = y + *(const vec *)(op->p[0] + i);
    y = y * per;
    if (op->p[1]) y = y * *(const vec *)(op->p[1] + i);
    if (op->p[2]) y = y + *(const vec *)(op->p[2] + i);
    put(out + i, y, n - i);
  }
}

/* n: numbers, activation. */
static void run_activate(const Op *op, real *frame) {
  ROWS(i, op->n[0]) {
    vec v = take(frame + op->x + i, op->n[0] - i);
    activate(&v, 1, op->n[1]);
    put(frame + op->out + i, v, op->n[0] - i);
  }
}

/* n: outputs. */
static void run_gate(const Op *op, real *frame) {
  const i64 n = op->n[0];
  ROWS(i, n) {
    const vec value = take(frame + op->x + i, n - i), gate = take(frame + op->x + n + i, n - i);
    put(frame + op->out + i, value * sigmoid(gate), n - i);
  }
}

/* n: numbers. d: by. */
static void run_add(const Op *op, real *frame) {
  const i64 n = op->n[0];
  const vec by = all((real)op->d[0]);
  ROWS(i, n) {
    const vec x = take(frame + op->x + i, n - i), y = take(frame + op->y + i, n - i);
    put(frame + op->out + i, x + by * y, n - i);
  }
}

/* n: numbers. */
static void run_copy(const Op *op, real *frame) {
  memmove(frame + op->out, frame + op->x, (size_t)op->n[0] * sizeof(real));
}

/* n: numbers of x, numbers of the window, which is at `out`. */
static void run_shift(const Op *op, real *frame) {
  const i64 n = op->n[0], kept = op->n[1] - n;
  memmove(frame + op->out, frame + op->out + n, (size_t)kept * sizeof(real));
  memmove(frame + op->out + kept, frame + op->x, (size_t)n * sizeof(real));
}
