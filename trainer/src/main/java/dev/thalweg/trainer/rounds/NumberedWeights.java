package dev.thalweg.trainer.rounds;

import dev.thalweg.model.merge.ModelWeights;

/** The weights of a merge, with its number. */
public record NumberedWeights(long merge, ModelWeights weights) {}
