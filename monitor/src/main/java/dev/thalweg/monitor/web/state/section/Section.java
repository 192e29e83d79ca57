package dev.thalweg.monitor.web.state.section;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * A part of what the page shows. Not safe for many threads: who puts them together has the lock.
 */
public interface Section {
  /** Whether something has changed since changes were written last. */
  boolean hasChanged();

  /** Writes all of it as members of the object that is open; counts nothing as told. */
  void writeAll(JsonGenerator json) throws IOException;

  /**
   * Writes what has changed, in the same form; from then on it counts as told. What is told twice
   * does no harm: each item has a key, and the later one replaces the earlier.
   */
  void writeChanges(JsonGenerator json) throws IOException;
}
