/**
 * The gate: one process among a model's scorers judges each new snapshot on the latest labelled
 * examples before any scorer serves it. {@link dev.thalweg.scorer.gate.GateKeeper} is the service,
 * {@link dev.thalweg.scorer.gate.Gate} the decision.
 *
 * <p>May depend on {@code scorer}, {@code schemas}, {@code model} and kafka-clients; nothing of
 * {@code scorer} depends on it, so a scorer serves without a gate. Invariant: what is promoted
 * under {@code model/serving} is a copy of a snapshot of the ring, byte for byte, and its sequence
 * never goes back, whichever process holds the gate.
 */
package dev.thalweg.scorer.gate;
