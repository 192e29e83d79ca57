/**
 * How a hyper-parameter is declared: its key, type, limits, fallback and help, once; and kinds of
 * things with settings of their own.
 *
 * <p>May depend on {@code model.text}. Invariant: whatever reads or writes a hyper-parameter (map,
 * flag, grid, help) does so by its declaration.
 */
package dev.thalweg.model.setting;
