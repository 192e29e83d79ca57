package dev.thalweg.model;

/**
 * What one minibatch was worth to the network as it was before its step (test, then train).
 *
 * @param lossSum summed over the minibatch, each sample's times its weight, without the weight
 *     penalty and without dropout
 * @param correct samples whose largest output was their label's
 * @param applied whether the parameters were changed; not if the loss or the gradient was not
 *     finite, or the loss had exploded
 */
public record Step(double lossSum, int correct, boolean applied) {}
