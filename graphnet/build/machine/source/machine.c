/* Runs programs: straight lines of operations, tick after tick, for sequences side by side.

   Everything here trusts its arguments; they are checked where the tables are made. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include "numbers.h"
#include "program.h"
#include "products.h"
#include "vectors.h"
#include "recurrences.h"
#include "draws.h"

typedef void (*ForOne)(const Op *, real *);

static const ForOne FOR_ONE[] = {
    [GATHER] = run_gather, [NORMALISE] = run_normalise, [ACTIVATE] = run_activate,
    [GATE] = run_gate,     [ADD] = run_add,             [COPY] = run_copy,
    [SHIFT] = run_shift,
};

static void run_op(const Op *op, const Here *here) {
  switch (op->kind) {
    case AFFINE: run_affine(op, here); break;
    case MODES: case LOW_RANK: case RECUR: run_recurrence(op, here); break;
    case DRAW_CLASS: case DRAW_MIXTURE: run_draw(op, here); break;
    default:
      for (i64 b = 0; b < here->count; b++)
        FOR_ONE[op->kind](op, here->frame + b * here->stride);
  }
}

/* What was drawn is kept, and is the next item. */
static void feed(const Run *run, const Here *here, real *drawn) {
  const size_t size = (size_t)run->item_size * sizeof(real);
  for (i64 b = 0; b < here->count; b++) {
    real *frame = here->frame + b * here->stride;
    if (here->part == 0) memcpy(drawn + b * run->item_size, frame + run->drawn_at, size);
    memmove(frame + run->item_at, frame + run->drawn_at, size);
  }
}

/* All steps of `count` sequences from `first` on. */
static void run_sequences(Run *run, Here *here, i64 first) {
  here->states = run->states + first * run->state_stride;
  for (i64 b = 0; b < here->count; b++)
    memcpy(here->frame + b * here->stride + run->item_at,
           run->items + (first + b) * run->item_size, (size_t)run->item_size * sizeof(real));
  for (i64 step = 0; step < run->steps; step++) {
    const i64 tick = (run->first + step) % run->n_ticks;
    here->uniforms = run->uniforms + (step * run->batch + first) * run->n_uniforms;
    const Op *op = run->ticks[tick];
    for (const Op *end = op + run->lengths[tick]; op < end; op++) run_op(op, here);
    if (run->drawn_at >= 0)
      feed(run, here, run->drawn + (step * run->batch + first) * run->item_size);
  }
}

/* Numbers too small to be normal are zero here: they would cost a hundred times as much. */
#if defined(__SSE__) || defined(__x86_64__)
static unsigned flush_small(void) {
  const unsigned before = __builtin_ia32_stmxcsr();
  __builtin_ia32_ldmxcsr(before | 0x8040);
  return before;
}
static void restore_small(unsigned before) { __builtin_ia32_ldmxcsr(before); }
#elif defined(__aarch64__)
static uint64_t flush_small(void) {
  uint64_t before;
  __asm__ volatile("mrs %0, fpcr" : "=r"(before));
  __asm__ volatile("msr fpcr, %0" : : "r"(before | (1u << 24)));
  return before;
}
static void restore_small(uint64_t before) { __asm__ volatile("msr fpcr, %0" : : "r"(before)); }
#else
static int flush_small(void) { return 0; }
static void restore_small(int before) { (void)before; }
#endif

typedef struct { Run *run; i64 thread; } Job;

static void *work(void *argument) {
  const Job *job = argument;
  Run *run = job->run;
  const i64 t = job->thread, threads = run->threads, shared = run->batch == 1 && threads == 2;
  Here here = {.run = run, .stride = run->frame_stride, .parts = shared ? 2 : 1,
               .part = shared ? t : 0, .scratch = run->scratch + t * run->scratch_stride};
  const i64 end = shared ? 1 : run->batch * (t + 1) / threads;
  const __typeof__(flush_small()) before = flush_small();
  for (i64 first = shared ? 0 : run->batch * t / threads; first < end; first += here.count) {
    here.count = end - first < run->group ? end - first : run->group;
    here.frame = run->frames + (shared ? t : first) * run->frame_stride;
    run_sequences(run, &here, first);
  }
  restore_small(before);
  return 0;
}

enum { MOST_THREADS = 256 };

/* 0, or 1 where no thread could be had and nothing was run. */
int graphnet_run(Run *run) {
  pthread_t others[MOST_THREADS];
  Job jobs[MOST_THREADS];
  const i64 shared = run->batch == 1 && run->threads == 2;
  i64 started = 0;
  memset(run->flags, 0, sizeof run->flags);
  if (shared) memcpy(run->frames + run->frame_stride, run->frames,
                     (size_t)run->frame_stride * sizeof(real));
  for (i64 t = 0; t < run->threads; t++) jobs[t] = (Job){run, t};
  for (i64 t = 1; t < run->threads; t++, started++)
    if (pthread_create(&others[t], 0, work, &jobs[t])) break;
  if (shared && !started) return 1;
  work(&jobs[0]);
  for (i64 t = started + 1; t < run->threads; t++) work(&jobs[t]);
  for (i64 t = 1; t <= started; t++) pthread_join(others[t], 0);
  return 0;
}

i64 graphnet_size_of_op(void) { return sizeof(Op); }
i64 graphnet_size_of_run(void) { return sizeof(Run); }
