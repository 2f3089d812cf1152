import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/**
 * Prints what one Kafka release documents of its broker and topic properties: one JSON object a line.
 *
 * <p>ConfigDef itself has stayed the same; where its instances and the tables beside them live has not, so those are
 * found by reflection.
 */
public class PrintCatalogue {
    private static final Pattern DEPRECATED = Pattern.compile(
            "DEPRECATED|^\\W*Deprecated\\b|\\b[Tt]his (config(uration)?|property|setting) (is|has been|was) (now )?deprecated");
    /** A validator's words for its rule are short. The rest is no text, a sentence, or an object's address. */
    private static final Pattern NO_RULE = Pattern.compile("^$|^.{80}|\\. |@[0-9a-f]+$|\\$\\$Lambda");

    public static void main(String[] args) throws Exception {
        List<String> logConfig = List.of("org.apache.kafka.storage.internals.log.LogConfig", "kafka.log.LogConfig$");
        Map<Object, Object> synonyms = synonyms();
        // The text of a broker property may not say it when only the topic property that it is the default of goes.
        Set<Object> deprecated = new HashSet<>();
        for (ConfigKey key : keys(configDef(logConfig))) {
            boolean goes = saysDeprecated(key);
            if (goes) deprecated.add(synonyms.get(key.name));
            print("topic", key, "server", synonyms.get(key.name), goes);
        }

        Map<?, ?> modes = (Map<?, ?>) call(
                List.of("org.apache.kafka.server.config.DynamicBrokerConfig", "kafka.server.DynamicBrokerConfig$"),
                "dynamicConfigUpdateModes");
        for (ConfigKey key : keys(configDef(List.of("kafka.server.KafkaConfig$")))) {
            Object mode = modes.get(key.name);
            boolean goes = saysDeprecated(key) || deprecated.contains(key.name);
            print("broker", key, "mode", mode == null ? "read-only" : mode, goes);
        }
        System.out.flush();
        // Some versions leave a thread of their metrics behind.
        System.exit(0);
    }

    /** The ConfigDef of the first class or object that has one. Subclasses first: 3.6 and later keep a second, partial one. */
    private static ConfigDef configDef(List<String> classes) throws Exception {
        for (String name : classes) {
            Class<?> owner = find(name);
            if (owner == null) continue;
            ConfigDef plain = null;
            for (Field field : owner.getDeclaredFields()) {
                if (!ConfigDef.class.isAssignableFrom(field.getType())) continue;
                field.setAccessible(true);
                // Scala 2.12 keeps the fields of an object in its one instance, 2.13 in the class.
                boolean isStatic = Modifier.isStatic(field.getModifiers());
                if (!isStatic && !name.endsWith("$")) continue;
                ConfigDef value = (ConfigDef) field.get(isStatic ? null : owner.getField("MODULE$").get(null));
                if (field.getType() != ConfigDef.class) return value;
                plain = value;
            }
            if (plain != null) return plain;
        }
        throw new IllegalStateException("none of " + classes + " has a ConfigDef");
    }

    /** Which broker property is the default of a topic property. */
    private static Map<Object, Object> synonyms() throws Exception {
        Class<?> table = find("org.apache.kafka.server.config.ServerTopicConfigSynonyms");
        if (table != null) return pairs(table.getField("TOPIC_CONFIG_SYNONYMS").get(null));
        return pairs(call(List.of("kafka.log.LogConfig$"), "TopicConfigSynonyms"));
    }

    /** Calls a static method, or that of a Scala object. */
    private static Object call(List<String> classes, String method) throws Exception {
        for (String name : classes) {
            Class<?> owner = find(name);
            if (owner == null) continue;
            for (Method one : owner.getMethods()) {
                if (!one.getName().equals(method) || one.getParameterCount() != 0) continue;
                Object self = Modifier.isStatic(one.getModifiers()) ? null : owner.getField("MODULE$").get(null);
                return one.invoke(self);
            }
        }
        throw new IllegalStateException("none of " + classes + " has " + method);
    }

    private static Class<?> find(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException absent) {
            return null;
        }
    }

    /** The entries of a Java or a Scala map. */
    private static Map<Object, Object> pairs(Object map) throws Exception {
        if (map instanceof Map) return new HashMap<>((Map<?, ?>) map);
        Map<Object, Object> found = new HashMap<>();
        Object each = invoke(map, "iterator");
        while ((Boolean) invoke(each, "hasNext")) {
            Object pair = invoke(each, "next");
            found.put(invoke(pair, "_1"), invoke(pair, "_2"));
        }
        return found;
    }

    private static Object invoke(Object target, String method) throws Exception {
        Method found = target.getClass().getMethod(method);
        found.setAccessible(true);
        return found.invoke(target);
    }

    private static List<ConfigKey> keys(ConfigDef def) {
        List<ConfigKey> keys = new ArrayList<>();
        for (String name : new TreeSet<>(def.names())) {
            ConfigKey key = def.configKeys().get(name);
            if (!key.internalConfig) keys.add(key);
        }
        return keys;
    }

    private static boolean saysDeprecated(ConfigKey key) {
        String text = key.documentation == null ? "" : key.documentation.replaceAll("<[^>]*>", "");
        return DEPRECATED.matcher(text).find();
    }

    private static void print(String kind, ConfigKey key, String more, Object value, boolean deprecated)
            throws Exception {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("kind", kind);
        line.put("name", key.name);
        line.put("type", key.type.name().toLowerCase());
        if (key.hasDefault()) line.put("default", ConfigDef.convertToString(key.defaultValue, key.type));
        else line.put("required", true);
        line.put("valid", key.validator == null ? null : valid(key.validator));
        line.put("importance", key.importance.name().toLowerCase());
        line.put(more, value);
        if (deprecated) line.put("deprecated", true);
        System.out.println(json(line));
    }

    /** The rule as numbers or a list where the validator has such fields, else its own words for it. */
    private static Map<String, Object> valid(ConfigDef.Validator validator) throws Exception {
        Map<String, Object> rule = new LinkedHashMap<>();
        if (validator instanceof ConfigDef.Range) {
            rule.put("min", field(validator, "min"));
            rule.put("max", field(validator, "max"));
        } else if (validator instanceof ConfigDef.ValidString) {
            rule.put("oneOf", field(validator, "validStrings"));
        } else if (validator instanceof ConfigDef.CaseInsensitiveValidString) {
            rule.put("oneOf", new TreeSet<>((Collection<?>) field(validator, "validStrings")));
            rule.put("anyCase", true);
        } else if (validator instanceof ConfigDef.ValidList) {
            Collection<?> values = (Collection<?>) field(field(validator, "validString"), "validStrings");
            // From 4.2 on a list may also be checked for repeated and missing entries alone.
            if (values.isEmpty()) rule.put("text", words(validator));
            else rule.put("oneOf", values);
        } else {
            String name = validator.getClass().getSimpleName();
            if (name.contains("VersionValidator")) {
                // No list of values: besides those it names, 2.5 and 2.5.1 stand for the last of the 2.5 ones.
                String[] versions = validator.toString().replaceAll("[\\[\\]\\s]", "").split(",");
                rule.put("version", List.of(versions[0], versions[versions.length - 1]));
            } else {
                rule.put("text", words(validator));
            }
        }
        rule.values().removeIf(value -> value == null);
        return rule.isEmpty() ? null : rule;
    }

    private static String words(Object validator) {
        String text = validator.toString();
        return NO_RULE.matcher(text).find() ? null : text;
    }

    private static Object field(Object owner, String name) throws Exception {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }

    private static String json(Object value) {
        if (value instanceof Map) {
            List<String> parts = new ArrayList<>();
            ((Map<?, ?>) value).forEach((name, each) -> {
                if (each != null) parts.add(json(name) + ":" + json(each));
            });
            return "{" + String.join(",", parts) + "}";
        }
        if (value instanceof Collection) {
            List<String> parts = new ArrayList<>();
            for (Object each : (Collection<?>) value) parts.add(json(each));
            return "[" + String.join(",", parts) + "]";
        }
        if (value instanceof Number || value instanceof Boolean) return value.toString();
        StringBuilder text = new StringBuilder("\"");
        for (char one : value.toString().toCharArray()) {
            if (one == '"' || one == '\\') text.append('\\').append(one);
            else if (one < ' ') text.append(String.format("\\u%04x", (int) one));
            else text.append(one);
        }
        return text.append('"').toString();
    }
}
