/**
 * The manifests in {@code deploy/kubernetes}: whether Kubernetes takes them, and whether they fit
 * the commands, the image and {@code docker-compose.yml}. Needs no cluster.
 *
 * <p>May depend on {@code dev.thalweg.cli} and on the models of Kubernetes' own Java client, which
 * nothing else knows. Invariant: what a flag, a variable, a port or a user is comes from where it
 * is declared, never from a list kept here.
 */
package dev.thalweg.integration.deploy;
