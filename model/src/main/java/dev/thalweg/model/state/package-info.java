/**
 * A state as bytes, without a copy of it.
 *
 * <p>May depend on nothing.
 */
package dev.thalweg.model.state;
