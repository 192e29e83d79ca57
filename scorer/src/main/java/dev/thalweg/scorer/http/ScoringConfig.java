package dev.thalweg.scorer.http;

import dev.thalweg.http.HttpConfig;
import dev.thalweg.scorer.http.scoring.ExampleLimits;

/**
 * Where and within which limits a scorer answers over HTTP.
 *
 * @param server its address and who may ask
 * @param softwareVersion what it says about itself
 */
public record ScoringConfig(HttpConfig server, ExampleLimits examples, String softwareVersion) {
  public static final int PORT_DEFAULT = 8080;
}
