/**
 * How a network learns, as data: hyper-parameters, schedules, presets.
 *
 * <p>May depend on {@code model.network}, {@code model.optimizer}, {@code model.setting} and {@code
 * model.text}. Invariant: equal hyper-parameters have equal maps.
 */
package dev.thalweg.model.learning;
