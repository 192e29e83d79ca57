/**
 * What goes wrong around the services: a broker or a registry that is away, records of strangers,
 * folders of others. They outlive it, say so once, and nothing is lost or counted twice.
 */
package dev.thalweg.integration.faults;
