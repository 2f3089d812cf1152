import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.zookeeper.server.quorum.QuorumPeerConfig;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * Prints which keys one ZooKeeper release knows in zoo.cfg: one JSON object a line. Its argument is an empty folder.
 *
 * <p>ZooKeeper declares its keys nowhere. Some are compared one by one where it reads the file; any other key K
 * becomes the system property zookeeper.K, which counts when some class reads it. Both are seen in the bytecode. What
 * a key takes is found by giving the release a value that fits nothing.
 */
public class PrintZooKeeper {
    private static final String CONFIG = "org/apache/zookeeper/server/quorum/QuorumPeerConfig";
    private static final String PREFIX = "zookeeper.";
    private static final String NONSENSE = "neither-number-nor-word";

    /** A key, or a part of a key that others begin with. */
    private static final class Key {
        String type = "string";
        Object normal;
        List<String> oneOf;
        boolean prefix;
        boolean system;
        boolean refused;
    }

    /** What a call does with the text at `argument`: reads the system property of that name. */
    private static final class Reader {
        final int argument;
        /** Undecided (null) when the call gives back a text that its caller reads as something. */
        final String type;
        final int normal;

        Reader(int argument, String type, int normal) {
            this.argument = argument;
            this.type = type;
            this.normal = normal;
        }
    }

    private static final Map<String, String> PARSERS = Map.ofEntries(
            Map.entry("java/lang/Integer.parseInt", "int"),
            Map.entry("java/lang/Integer.valueOf", "int"),
            Map.entry("java/lang/Integer.decode", "int"),
            Map.entry("java/lang/Long.parseLong", "long"),
            Map.entry("java/lang/Long.valueOf", "long"),
            Map.entry("java/lang/Long.decode", "long"),
            Map.entry("java/lang/Float.parseFloat", "double"),
            Map.entry("java/lang/Double.parseDouble", "double"),
            Map.entry("java/lang/Double.valueOf", "double"),
            Map.entry("java/lang/Boolean.parseBoolean", "boolean"),
            Map.entry("java/lang/Boolean.valueOf", "boolean"),
            Map.entry(CONFIG + ".parseBoolean", "boolean"));

    private static final Map<String, Key> KEYS = new TreeMap<>();

    public static void main(String[] args) throws Exception {
        List<ClassNode> classes = classes();
        for (ClassNode node : classes) {
            if (!node.name.equals(CONFIG)) continue;
            for (MethodNode method : node.methods) {
                if (method.name.equals("parseProperties") || method.name.equals("parseDynamicConfig")) compared(method);
            }
        }
        for (Map.Entry<String, Key> one : KEYS.entrySet()) probe(one.getKey(), one.getValue(), Path.of(args[0]));
        properties(classes);
        KEYS.forEach(PrintZooKeeper::print);
        System.out.flush();
        System.exit(0);
    }

    private static List<ClassNode> classes() throws Exception {
        Path jar = Path.of(QuorumPeerConfig.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<ClassNode> found = new ArrayList<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : Collections.list(file.entries())) {
                if (!entry.getName().endsWith(".class") || entry.getName().startsWith("META-INF/")) continue;
                try (InputStream in = file.getInputStream(entry)) {
                    ClassNode node = new ClassNode();
                    new ClassReader(in).accept(node, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                    found.add(node);
                }
            }
        }
        found.sort((one, other) -> one.name.compareTo(other.name));
        return found;
    }

    // zoo.cfg: the chain of comparisons

    private static void compared(MethodNode method) {
        for (AbstractInsnNode insn : method.instructions) {
            if (!(insn instanceof LdcInsnNode) || !(((LdcInsnNode) insn).cst instanceof String)) continue;
            AbstractInsnNode call = insn.getNext();
            if (!(call instanceof MethodInsnNode) || !((MethodInsnNode) call).owner.equals("java/lang/String")) continue;
            boolean equals = ((MethodInsnNode) call).name.equals("equals");
            if (!equals && !((MethodInsnNode) call).name.equals("startsWith")) continue;
            String literal = (String) ((LdcInsnNode) insn).cst;
            AbstractInsnNode before = insn.getPrevious();
            // A value that is compared in lower case is no key.
            if (before instanceof MethodInsnNode && ((MethodInsnNode) before).name.equals("toLowerCase")) continue;
            Key key = KEYS.computeIfAbsent(literal, name -> new Key());
            key.prefix = !equals;
            if (equals && call.getNext() instanceof JumpInsnNode) branch(key, call.getNext());
        }
    }

    /** What is done with the value of a key, from the comparison to where the next one begins. */
    private static void branch(Key key, AbstractInsnNode jump) {
        List<String> words = new ArrayList<>();
        AbstractInsnNode end = ((JumpInsnNode) jump).label;
        for (AbstractInsnNode insn = jump.getNext(); insn != null && insn != end; insn = insn.getNext()) {
            if (insn.getOpcode() == Opcodes.GOTO && words.isEmpty()) break;
            if (!(insn instanceof MethodInsnNode)) continue;
            MethodInsnNode call = (MethodInsnNode) insn;
            String type = PARSERS.get(call.owner + "." + call.name);
            if (type != null) key.type = type;
            AbstractInsnNode before = insn.getPrevious();
            boolean compares = call.name.equals("equals") || call.name.equals("equalsIgnoreCase");
            if (compares && before instanceof LdcInsnNode) words.add((String) ((LdcInsnNode) before).cst);
        }
        if (!words.isEmpty()) key.oneOf = words;
    }

    private static void probe(String name, Key key, Path folder) throws IOException {
        if (key.prefix || name.equals("dynamicConfigFile")) return;
        String refusal = refusal(name, NONSENSE, folder);
        // A text may be refused for what it names, such as a file that is not there; that says nothing of its form.
        boolean formed = !key.type.equals("string") || key.oneOf != null;
        key.refused = refusal != null && formed;
        if (key.type.equals("int") && refusal != null && refusal(name, "3000000000", folder) == null) {
            throw new IllegalStateException(name + " is read as an int, and takes more");
        }
        if (!formed && refusal != null && refusal.contains("NumberFormatException")) {
            // Read elsewhere, such as the version of a dynamic configuration.
            if (refusal(name, "a0", folder) != null) throw new IllegalStateException(name + " takes numbers of which kind?");
            key.type = "hex";
            key.refused = true;
        }
    }

    /** The exception with which the release answers a file that has this one line beyond the least it needs. */
    private static String refusal(String name, String value, Path folder) throws IOException {
        Properties before = (Properties) System.getProperties().clone();
        Path data = Files.createTempDirectory(folder, "data");
        Properties file = new Properties();
        file.setProperty("dataDir", data.toString());
        file.setProperty("clientPort", "2181");
        file.setProperty("tickTime", "2000");
        file.setProperty(name, value);
        try {
            new QuorumPeerConfig().parseProperties(file);
            return null;
        } catch (Exception refused) {
            return refused.toString();
        } finally {
            System.setProperties(before);
        }
    }

    // zookeeper.* system properties: who reads them

    private static final Map<String, Reader> READERS = new HashMap<>(Map.of(
            "java/lang/System.getProperty(Ljava/lang/String;)Ljava/lang/String;", new Reader(0, null, -1),
            "java/lang/System.getProperty(Ljava/lang/String;Ljava/lang/String;)Ljava/lang/String;", new Reader(0, null, 1),
            "java/lang/Integer.getInteger(Ljava/lang/String;)Ljava/lang/Integer;", new Reader(0, "int", -1),
            "java/lang/Integer.getInteger(Ljava/lang/String;I)Ljava/lang/Integer;", new Reader(0, "int", 1),
            "java/lang/Integer.getInteger(Ljava/lang/String;Ljava/lang/Integer;)Ljava/lang/Integer;", new Reader(0, "int", -1),
            "java/lang/Long.getLong(Ljava/lang/String;)Ljava/lang/Long;", new Reader(0, "long", -1),
            "java/lang/Long.getLong(Ljava/lang/String;J)Ljava/lang/Long;", new Reader(0, "long", 1),
            "java/lang/Long.getLong(Ljava/lang/String;Ljava/lang/Long;)Ljava/lang/Long;", new Reader(0, "long", -1),
            "java/lang/Boolean.getBoolean(Ljava/lang/String;)Z", new Reader(0, "boolean", -1)));

    /** Keeps where a value came from through copies, and which parameter it is. */
    private static final class Origins extends SourceInterpreter {
        Origins() {
            super(Opcodes.ASM9);
        }

        @Override
        public SourceValue copyOperation(AbstractInsnNode insn, SourceValue value) {
            return value;
        }

        @Override
        public SourceValue newParameterValue(boolean isInstance, int local, Type type) {
            return new Parameter(type.getSize(), local);
        }

        @Override
        public SourceValue naryOperation(AbstractInsnNode insn, List<? extends SourceValue> values) {
            boolean sameText = insn instanceof MethodInsnNode
                    && ((MethodInsnNode) insn).owner.equals("java/lang/String")
                    && Set.of("trim", "toLowerCase").contains(((MethodInsnNode) insn).name);
            return sameText ? values.get(0) : super.naryOperation(insn, values);
        }

        @Override
        public SourceValue unaryOperation(AbstractInsnNode insn, SourceValue value) {
            return insn.getOpcode() == Opcodes.CHECKCAST ? value : super.unaryOperation(insn, value);
        }
    }

    private static final class Parameter extends SourceValue {
        final int local;

        Parameter(int size, int local) {
            super(size);
            this.local = local;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Parameter && ((Parameter) other).local == local;
        }

        @Override
        public int hashCode() {
            return local;
        }
    }

    /** One call, with the values on the stack below it. */
    private static final class Call {
        final ClassNode owner;
        final MethodNode method;
        final MethodInsnNode insn;
        /** Null for a static method. */
        final SourceValue self;
        final SourceValue[] arguments;

        Call(ClassNode owner, MethodNode method, MethodInsnNode insn, SourceValue self, SourceValue[] arguments) {
            this.self = self;
            this.owner = owner;
            this.method = method;
            this.insn = insn;
            this.arguments = arguments;
        }

        String signature() {
            return insn.owner + "." + insn.name + insn.desc;
        }
    }

    private static void properties(List<ClassNode> classes) throws Exception {
        List<Call> calls = new ArrayList<>();
        for (ClassNode node : classes) {
            for (MethodNode method : node.methods) {
                if (method.instructions.size() > 0) calls.addAll(calls(node, method));
            }
        }
        // The settings of TLS and of clients, which are filled from the system properties.
        for (String owner : List.of("ZKConfig", "../client/ZKClientConfig")) {
            String name = Path.of("org/apache/zookeeper/common", owner).normalize() + ".getProperty(Ljava/lang/String;";
            READERS.put(name + ")Ljava/lang/String;", new Reader(0, null, -1));
            READERS.put(name + "Ljava/lang/String;)Ljava/lang/String;", new Reader(0, null, 1));
        }
        // How the text that a call gave back is read: by the call that it becomes an argument of.
        Map<AbstractInsnNode, String> parsed = new HashMap<>();
        for (Call call : calls) {
            String type = PARSERS.get(call.insn.owner + "." + call.insn.name);
            if (type != null && call.arguments.length > 0) {
                for (AbstractInsnNode source : call.arguments[0].insns) parsed.put(source, type);
            }
            if (call.self != null && call.insn.name.startsWith("equals") && call.arguments.length == 1) {
                comparedWithBoolean(call.self, call.arguments[0], parsed);
                comparedWithBoolean(call.arguments[0], call.self, parsed);
            }
            if (call.insn.owner.equals("java/lang/String") && call.insn.name.equals("startsWith")) {
                for (AbstractInsnNode source : call.arguments[0].insns) {
                    for (String name : names(source)) property(name, "string", null, true);
                }
            }
        }
        wrappers(calls, parsed, classes);

        for (Call call : calls) {
            Reader reader = READERS.get(call.signature());
            if (reader == null || reader.argument >= call.arguments.length) continue;
            String type = reader.type == null ? parsed.getOrDefault(call.insn, "string") : reader.type;
            Object normal = reader.normal < 0 ? null : constant(call.arguments[reader.normal]);
            for (AbstractInsnNode source : call.arguments[reader.argument].insns) {
                for (String name : names(source)) property(name, type, normal, false);
            }
        }
    }

    private static void comparedWithBoolean(
            SourceValue one, SourceValue other, Map<AbstractInsnNode, String> parsed) {
        Object word = constant(one);
        if (!"true".equals(word) && !"false".equals(word)) return;
        for (AbstractInsnNode source : other.insns) parsed.put(source, "boolean");
    }

    private static void property(String name, String type, Object normal, boolean prefix) {
        if (!name.startsWith(PREFIX) || name.equals(PREFIX)) return;
        Key key = KEYS.computeIfAbsent(name.substring(PREFIX.length()), absent -> {
            Key added = new Key();
            added.system = true;
            added.prefix = prefix;
            return added;
        });
        // A key of the file never reaches the system property of its name.
        if (!key.system) return;
        if (key.type.equals("string")) key.type = type;
        if (key.normal == null) key.normal = normal;
    }

    /** Methods that only hand a name on to a reader are readers, too: until no more are found. */
    private static void wrappers(List<Call> calls, Map<AbstractInsnNode, String> parsed, List<ClassNode> classes) {
        Map<String, Set<String>> below = new HashMap<>();
        for (ClassNode node : classes) {
            if (node.superName != null) below.computeIfAbsent(node.superName, none -> new HashSet<>()).add(node.name);
        }
        for (boolean more = true; more; ) {
            more = false;
            for (Call call : calls) {
                Reader inner = READERS.get(call.signature());
                if (inner == null || inner.argument >= call.arguments.length) continue;
                if (!(call.arguments[inner.argument] instanceof Parameter)) continue;
                int argument = argumentOf(call.method, ((Parameter) call.arguments[inner.argument]).local);
                if (argument < 0) continue;
                String type = inner.type == null ? parsed.get(call.insn) : inner.type;
                Type back = Type.getReturnType(call.method.desc);
                if (type == null && !back.getDescriptor().equals("Ljava/lang/String;")) type = "string";
                Reader outer = new Reader(argument, type, -1);
                List<String> owners = new ArrayList<>(List.of(call.owner.name));
                for (int i = 0; i < owners.size(); i++) owners.addAll(below.getOrDefault(owners.get(i), Set.of()));
                for (String owner : owners) {
                    more |= READERS.putIfAbsent(owner + "." + call.method.name + call.method.desc, outer) == null;
                }
            }
        }
    }

    private static int argumentOf(MethodNode method, int local) {
        int slot = (method.access & Opcodes.ACC_STATIC) != 0 ? 0 : 1;
        Type[] types = Type.getArgumentTypes(method.desc);
        for (int i = 0; i < types.length; i++) {
            if (slot == local) return i;
            slot += types[i].getSize();
        }
        return -1;
    }

    private static List<Call> calls(ClassNode owner, MethodNode method) throws AnalyzerException {
        Frame<SourceValue>[] frames = new Analyzer<>(new Origins()).analyze(owner.name, method);
        List<Call> found = new ArrayList<>();
        for (int i = 0; i < frames.length; i++) {
            AbstractInsnNode insn = method.instructions.get(i);
            if (!(insn instanceof MethodInsnNode) || frames[i] == null) continue;
            int count = Type.getArgumentTypes(((MethodInsnNode) insn).desc).length;
            SourceValue[] arguments = new SourceValue[count];
            for (int each = 0; each < count; each++) {
                arguments[each] = frames[i].getStack(frames[i].getStackSize() - count + each);
            }
            boolean isStatic = insn.getOpcode() == Opcodes.INVOKESTATIC;
            SourceValue self = isStatic ? null : frames[i].getStack(frames[i].getStackSize() - count - 1);
            found.add(new Call(owner, method, (MethodInsnNode) insn, self, arguments));
        }
        return found;
    }

    /** The names that an instruction can put on the stack: a literal, or what a getter of such a name gives back. */
    private static Set<String> names(AbstractInsnNode source) {
        Set<String> names = new LinkedHashSet<>();
        if (source instanceof LdcInsnNode && ((LdcInsnNode) source).cst instanceof String) {
            names.add((String) ((LdcInsnNode) source).cst);
        }
        if (source instanceof MethodInsnNode) {
            MethodInsnNode call = (MethodInsnNode) source;
            // TLS: the same names below zookeeper.ssl. for clients and zookeeper.ssl.quorum. for servers.
            if (call.name.matches("get\\w+Property") && call.desc.equals("()Ljava/lang/String;")) {
                for (String name : List.of("ClientX509Util", "QuorumX509Util")) {
                    try {
                        Class<?> util = Class.forName("org.apache.zookeeper.common." + name);
                        Object self = util.getDeclaredConstructor().newInstance();
                        names.add((String) util.getMethod(call.name).invoke(self));
                    } catch (ReflectiveOperationException absent) {
                        // Not a getter of these, or no such class in this release.
                    }
                }
            }
        }
        return names;
    }

    private static Object constant(SourceValue value) {
        if (value.insns.size() != 1) return null;
        AbstractInsnNode insn = value.insns.iterator().next();
        if (insn instanceof LdcInsnNode && !(((LdcInsnNode) insn).cst instanceof Type)) return ((LdcInsnNode) insn).cst;
        if (insn instanceof IntInsnNode && insn.getOpcode() != Opcodes.NEWARRAY) return ((IntInsnNode) insn).operand;
        if (insn instanceof InsnNode) {
            int opcode = insn.getOpcode();
            if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) return opcode - Opcodes.ICONST_0;
            if (opcode == Opcodes.LCONST_0 || opcode == Opcodes.LCONST_1) return opcode - Opcodes.LCONST_0;
        }
        return null;
    }

    private static void print(String name, Key key) {
        StringBuilder line = new StringBuilder("{\"kind\":\"zookeeper\",\"name\":" + text(name));
        line.append(",\"type\":").append(text(key.type));
        if (key.normal != null) line.append(",\"default\":").append(text(key.normal.toString()));
        if (key.oneOf != null) {
            List<String> words = new ArrayList<>();
            key.oneOf.forEach(word -> words.add(text(word)));
            line.append(",\"valid\":{\"oneOf\":[").append(String.join(",", words)).append("],\"anyCase\":true}");
        }
        if (key.prefix) line.append(",\"prefix\":true");
        if (key.system) line.append(",\"system\":true");
        if (key.refused) line.append(",\"refused\":true");
        System.out.println(line.append('}'));
    }

    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
