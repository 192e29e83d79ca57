/**
 * Registries and clusters that demand a login, what must be seen of it nowhere, and what each user
 * may do.
 *
 * <p>May depend on the stacks and on the commands as processes. Invariant: a secret of these tests
 * is in no file that a run leaves, but in those that were given to it.
 */
package dev.thalweg.integration.security;
