/**
 * Tasks that run beside each other, and what they throw.
 *
 * <p>May depend on the Java library alone.
 */
package dev.thalweg.cli.tasks;
