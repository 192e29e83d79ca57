/**
 * What follows from an alarm: on drift the learner is told to start anew from its weights. How it
 * is told comes from outside, as the monitor knows no trainer.
 *
 * <p>May depend on {@code topics} and {@code schemas}. Invariant: every alarm of a pipeline is
 * answered at least once, by one monitor at a time, and one drift leads to one restart.
 */
package dev.thalweg.monitor.reaction;
