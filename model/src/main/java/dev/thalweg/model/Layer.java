package dev.thalweg.model;

/** A hidden layer of an {@link Architecture}. */
public sealed interface Layer permits Dense {}
