/**
 * How a cluster and its registry are reached by the settings that people are handed: addresses,
 * logins, settings that depend on one another, and what an answer means.
 *
 * <p>May depend on kafka-clients and the registry's client. Invariant: what is secret leaves only
 * towards the clients that need it; every text made here can be shown.
 */
package dev.thalweg.schemas.access;
