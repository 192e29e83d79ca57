package dev.thalweg.integration.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * What Kubernetes says of an object by its OpenAPI description, as far as its Java client checks
 * that: no unknown field, none missing that is required, objects and lists where they belong.
 */
final class KubernetesModel {
  private static final Map<String, Check> CHECKS =
      Map.of(
          "v1 ConfigMap", V1ConfigMap::validateJsonElement,
          "v1 Service", V1Service::validateJsonElement,
          "apps/v1 Deployment", V1Deployment::validateJsonElement,
          "apps/v1 StatefulSet", V1StatefulSet::validateJsonElement,
          "batch/v1 Job", V1Job::validateJsonElement,
          "policy/v1 PodDisruptionBudget", V1PodDisruptionBudget::validateJsonElement);

  private interface Check {
    void validate(JsonElement object) throws IOException;
  }

  private KubernetesModel() {}

  /** Why it would be refused; empty where it would not. */
  static Optional<String> refusal(String type, JsonNode object) {
    Check check = CHECKS.get(type);
    if (check == null) {
      return Optional.of("There is no " + type + " here.");
    }
    try {
      check.validate(JsonParser.parseString(object.toString()));
      return Optional.empty();
    } catch (IllegalArgumentException | IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
