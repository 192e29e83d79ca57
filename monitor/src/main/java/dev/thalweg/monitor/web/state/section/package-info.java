/**
 * What a part of the page's state is, and how parts write texts and numbers.
 *
 * <p>May depend on Jackson's core and {@code schemas}. Invariant: what a part holds is bounded.
 */
package dev.thalweg.monitor.web.state.section;
