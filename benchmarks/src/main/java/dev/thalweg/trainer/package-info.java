/**
 * What exactly-once is measured against: the trainer's fold without state and at least once. It
 * sits in the trainer's package because the fold is not public, and in this module because nobody
 * should learn with it.
 */
package dev.thalweg.trainer;
