/**
 * How a network learns, as data: hyper-parameters, optimizers, schedules, presets.
 *
 * <p>May depend on {@code model.network} and {@code model.text}. Invariant: equal hyper-parameters
 * have equal maps.
 */
package dev.thalweg.model.learning;
