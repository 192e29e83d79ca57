package dev.thalweg.model.network;

/** A hidden layer of an {@link Architecture}. */
public sealed interface Layer permits Dense {}
