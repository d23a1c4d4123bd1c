/* What a program is to the machine, and where its numbers are.

   Each sequence has a frame, in which `x`, `y`, `z` and `out` are places, and a store of the states
   of its recurrences. Two threads that share one sequence both run every operation, each in a
   frame of its own, but of the large ones each computes one half and hears the other from its
   partner. Halves are the same with one thread, so that the numbers are the same as well. */

enum {
  GATHER, AFFINE, NORMALISE, ACTIVATE, GATE, ADD, COPY, SHIFT,
  MODES, LOW_RANK, RECUR, DRAW_CLASS, DRAW_MIXTURE
};

typedef struct {
  i64 kind;
  i64 x, y, z, out, state; /* places; -1 where there is none */
  i64 n[8];                /* sizes */
  const real *p[6];        /* constants */
  double d[2];
} Op;

typedef struct {
  i64 count;          /* how many rounds of exchange this thread has begun */
  char apart[56];     /* one cache line each */
} Flag;

typedef struct {
  const Op *const *ticks;
  const i64 *lengths; /* operations of each tick */
  i64 n_ticks, first, steps, batch, threads, group;
  real *frames, *states;
  i64 frame_stride, state_stride;
  i64 item_at, item_size, drawn_at; /* drawn_at -1: nothing is drawn */
  const real *items;                /* (batch, item_size) */
  const double *uniforms;           /* (steps, batch, n_uniforms) */
  i64 n_uniforms;
  real *drawn;                      /* (steps, batch, item_size) */
  real *exchange;                   /* 2 rounds x 2 threads x exchange_stride */
  i64 exchange_stride;
  double *scratch;                  /* threads x scratch_stride */
  i64 scratch_stride;
  Flag flags[2];
} Run;

typedef struct {
  Run *run;
  real *frame, *states; /* of the first of the sequences that are run together */
  i64 stride, count;
  i64 part, parts;      /* which half this thread computes, or 0 of 1 for both */
  const double *uniforms;
  double *scratch;
} Here;

#if defined(__x86_64__) || defined(__i386__)
#define BREATHE() __builtin_ia32_pause()
#elif defined(__aarch64__)
#define BREATHE() __asm__ volatile("yield")
#else
#define BREATHE() ((void)0)
#endif
#define PATIENCE 128  /* looks at the partner's flag before the core is offered to others */

/* Where a thread writes what its partner reads after `meet`, and the other way round. */
INLINE real *exchanged(const Here *here, i64 part) {
  Run *run = here->run;
  const i64 round = run->flags[here->part].count & 1;
  return run->exchange + (2 * round + part) * run->exchange_stride;
}

/* Two buffers take turns: whoever writes one again knows that its partner has read it. */
static void meet(const Here *here) {
  Flag *flags = here->run->flags;
  const i64 mine = flags[here->part].count + 1;
  __atomic_store_n(&flags[here->part].count, mine, __ATOMIC_RELEASE);
  const i64 *other = &flags[1 - here->part].count;
  for (i64 looks = 0; __atomic_load_n(other, __ATOMIC_ACQUIRE) < mine; looks++) {
    if (looks < PATIENCE) BREATHE();
    else sched_yield();
  }
}

INLINE i64 first_part(const Here *here) { return here->parts == 2 ? here->part : 0; }
INLINE i64 last_part(const Here *here) { return here->parts == 2 ? here->part : 1; }
