/**
 * Texts that strangers wrote, made fit to be shown.
 *
 * <p>Depends on nothing. Invariant: no terminal obeys what is made here, and it reads in the order
 * in which it stands.
 */
package dev.thalweg.schemas.text;
