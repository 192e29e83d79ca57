package dev.thalweg.integration.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.utils.SecurityUtils;

/** The rights of {@code docs/security.md}: its table by command, and its listing by user. */
final class DocumentedRights {
  private static final Path DOCUMENT = Path.of("..", "docs", "security.md");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern LISTING =
      Pattern.compile("```sh\nallow\\(\\) \\{.*?```", Pattern.DOTALL);
  private static final Map<String, ResourceType> FLAGS =
      Map.of(
          "--topic", ResourceType.TOPIC,
          "--group", ResourceType.GROUP,
          "--transactional-id", ResourceType.TRANSACTIONAL_ID,
          "--cluster", ResourceType.CLUSTER);

  private final Map<String, Set<String>> byCommand = new LinkedHashMap<>();
  private final Map<String, Set<AclBinding>> byUser = new LinkedHashMap<>();
  private final Map<String, List<String>> commandsOfUser = new TreeMap<>();
  private final String pipeline;

  private DocumentedRights(String document, String pipeline) {
    this.pipeline = pipeline;
    readTable(document);
    Matcher listing = LISTING.matcher(document);
    assertThat(listing.find()).as("a listing of kafka-acls.sh").isTrue();
    readListing(listing.group().replace("\\\n", " "));
  }

  /** As they are written, for a pipeline of this name. */
  static DocumentedRights read(String pipeline) throws IOException {
    return new DocumentedRights(Files.readString(DOCUMENT), pipeline);
  }

  private void readTable(String document) {
    String command = "";
    for (String line : document.lines().filter(l -> l.startsWith("| ")).toList()) {
      List<String> cells =
          Arrays.stream(line.split("\\|", -1)).map(String::strip).toList().subList(1, 4);
      ResourceType type = type(cells.get(2));
      if (cells.size() == 3 && type != ResourceType.UNKNOWN) {
        command = cells.get(0).isEmpty() ? command : cells.get(0).replace("`", "");
        Set<String> rights = byCommand.computeIfAbsent(command, c -> new TreeSet<>());
        Matcher name = QUOTED.matcher(cells.get(2));
        while (name.find()) {
          for (String operation : cells.get(1).split(", ", -1)) {
            rights.add(text(type, name.group(1).replace("NAME", pipeline), operation));
          }
        }
      }
    }
  }

  private static ResourceType type(String cell) {
    return FLAGS.values().stream()
        .filter(
            type ->
                cell.startsWith(
                    type.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + " `"))
        .findFirst()
        .orElse(ResourceType.UNKNOWN);
  }

  private static String text(ResourceType type, String name, String operation) {
    return "%s on %s %s".formatted(operation, type, name);
  }

  private void readListing(String listing) {
    List<String> commands = List.of();
    for (String line : listing.lines().toList()) {
      if (line.startsWith("# ")) {
        commands = List.of(line.substring(2).split("; ", -1));
      } else if (line.startsWith("allow --")) {
        readLine(List.of(line.strip().split("\\s+")), commands);
      }
    }
  }

  private void readLine(List<String> words, List<String> commands) {
    List<String> operations = new ArrayList<>();
    List<ResourcePattern> resources = new ArrayList<>();
    PatternType pattern = PatternType.LITERAL;
    String user = "";
    for (int i = 1; i < words.size(); i += 2) {
      String value = words.get(i + 1);
      switch (words.get(i)) {
        case "--allow-principal" -> user = value;
        case "--operation" -> operations.add(value);
        case "--resource-pattern-type" ->
            pattern = PatternType.fromString(value.toUpperCase(java.util.Locale.ROOT));
        default ->
            resources.add(
                new ResourcePattern(
                    FLAGS.get(words.get(i)), value.replace("digits", pipeline), pattern));
      }
    }
    String name = user.substring("User:".length());
    commandsOfUser.put(name, commands);
    for (ResourcePattern resource : resources) {
      for (String operation : operations) {
        byUser
            .computeIfAbsent(name, u -> new LinkedHashSet<>())
            .add(
                new AclBinding(
                    resource,
                    new AccessControlEntry(
                        user, "*", SecurityUtils.operation(operation), AclPermissionType.ALLOW)));
      }
    }
  }

  /** Who is in the listing. */
  Set<String> users() {
    return byUser.keySet();
  }

  /** What the listing gives to a user. */
  Set<AclBinding> of(String user) {
    return byUser.get(user);
  }

  /** That the listing gives each user what the table says of its commands, and names them all. */
  void agree() {
    Set<String> named = new TreeSet<>();
    byUser.forEach(
        (user, bindings) -> {
          Set<String> needed = new TreeSet<>();
          for (String command : commandsOfUser.get(user)) {
            assertThat(byCommand).containsKey(command);
            needed.addAll(byCommand.get(command));
            named.add(command);
          }
          Set<String> given = new TreeSet<>();
          bindings.forEach(binding -> given.add(text(binding)));
          assertThat(given).as("rights of User:" + user).isEqualTo(needed);
        });
    assertThat(named).isEqualTo(new TreeSet<>(byCommand.keySet()));
  }

  private static String text(AclBinding binding) {
    AclOperation operation = binding.entry().operation();
    boolean prefixed = binding.pattern().patternType() == PatternType.PREFIXED;
    return text(
        binding.pattern().resourceType(),
        binding.pattern().name() + (prefixed ? "*" : ""),
        SecurityUtils.operationName(operation));
  }
}
