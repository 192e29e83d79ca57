package dev.thalweg.topics.setting;

import dev.thalweg.schemas.PipelineTopic;
import dev.thalweg.schemas.UserException;
import dev.thalweg.schemas.setting.TopicSetting;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings that a user gives to topics, in place of ours or in addition to them. */
public final class GivenSettings {
  private final Map<PipelineTopic, Map<String, String>> settings =
      new EnumMap<>(PipelineTopic.class);

  private GivenSettings() {}

  public static GivenSettings none() {
    return new GivenSettings();
  }

  /**
   * Reads them as they are written: {@code NAME=VALUE} for every topic, {@code TOPIC:NAME=VALUE}
   * for one, which wins.
   *
   * @throws UserException where one is written otherwise, or takes away what a topic needs
   */
  public static GivenSettings parse(List<String> texts) {
    GivenSettings given = new GivenSettings();
    List<String> forOne = new ArrayList<>();
    for (String text : texts) {
      if (name(text).contains(":")) {
        forOne.add(text);
      } else {
        for (PipelineTopic topic : PipelineTopic.values()) {
          given.put(topic, name(text), value(text));
        }
      }
    }
    for (String text : forOne) {
      String[] parts = name(text).split(":", 2);
      given.put(PipelineTopic.ofSuffix(parts[0].strip()), parts[1].strip(), value(text));
    }
    given.settings.forEach(GivenSettings::requireEnough);
    return given;
  }

  private static String name(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw new UserException(
          "--config is \"%s\": write NAME=VALUE, or TOPIC:NAME=VALUE for one topic, such as"
                  .formatted(text)
              + " snapshots:segment.bytes=104857600.");
    }
    return text.substring(0, equals).strip();
  }

  private static String value(String text) {
    return text.substring(text.indexOf('=') + 1).strip();
  }

  private void put(PipelineTopic topic, String name, String value) {
    settings.computeIfAbsent(topic, t -> new TreeMap<>()).put(name, value);
  }

  private static void requireEnough(PipelineTopic topic, Map<String, String> given) {
    for (TopicSetting setting : topic.declaredSettings()) {
      String value = given.get(setting.name());
      if (value != null && setting.isRequired() && !setting.isMetBy(value)) {
        throw new UserException(
            "%s=%s is not enough for %s, which needs %s: leave it out, or give it to other topics as TOPIC:NAME=VALUE."
                .formatted(setting.name(), value, topic.suffix(), setting.needed()));
      }
    }
  }

  /** What was given to this topic, by name. */
  public Map<String, String> of(PipelineTopic topic) {
    return settings.getOrDefault(topic, Map.of());
  }
}
