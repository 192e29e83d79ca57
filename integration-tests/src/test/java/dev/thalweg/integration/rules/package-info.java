/**
 * The rules of the packages, executed over the classes of all modules.
 *
 * <p>May depend on ArchUnit, which no other package here knows. Invariant: a rule that the
 * documentation states is checked here.
 */
package dev.thalweg.integration.rules;
