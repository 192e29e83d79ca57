/**
 * What others rely on: records that change and stay readable, and clients in another language.
 *
 * <p>May depend on {@code command}, {@code process} and {@code stack}. Invariant: a test here
 * writes or reads records by another way than the program's own.
 */
package dev.thalweg.integration.contract;
