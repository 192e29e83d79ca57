/**
 * What a topic is set to, and which of it is needed.
 *
 * <p>May depend on nothing else of ours.
 */
package dev.thalweg.schemas.setting;
