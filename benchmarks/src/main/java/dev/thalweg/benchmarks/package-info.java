/**
 * How fast it is: micro-benchmarks in JMH, and the rate at which the trainer learns from a backlog
 * on an embedded broker, compared with the same fold in memory.
 *
 * <p>May depend on every other module and on JMH; nothing depends on it. Invariant: a figure is
 * written with the machine, the settings and every round that it comes from, and the build runs no
 * benchmark.
 */
package dev.thalweg.benchmarks;
