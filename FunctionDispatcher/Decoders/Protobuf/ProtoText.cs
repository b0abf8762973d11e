using System.Text;
using Google.Protobuf.Reflection;
using ProtoBuf;
using ProtoBuf.Reflection;

namespace EventEdge.FunctionDispatcher.Decoders.Protobuf;

/// <summary>
/// A <c>.proto</c> file, with what it imports, to the descriptor set that <c>protoc --include_imports</c> would write. Imports are looked
/// for where the file is; those below <c>google/protobuf</c> are there without being looked for.
/// </summary>
internal static class ProtoText
{
    /// <summary>How the names of such files end.</summary>
    public const string Ending = ".proto";

    /// <summary>Deepest nesting of braces: the parser has no limit of its own, and would end the process.</summary>
    public const int DepthLimit = 64;

    /// <summary>Most files that one file imports, at once or through others.</summary>
    public const int ImportLimit = 64;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Compiles a file.</summary>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="import">The bytes of a file that it imports; null when there is none.</param>
    public static DecoderContent Compile(string name, byte[] content, Func<string, byte[]?> import)
    {
        try
        {
            var imports = new Imports(import);
            var set = new FileDescriptorSet { FileSystem = imports };
            set.AddImportPath(string.Empty);
            using var text = new StringReader(TextOf(name, content));
            set.Add(name, includeInOutput: true, text);
            set.Process();
            return set.GetErrors().FirstOrDefault(e => e.IsError) is { } error ? new(null, Describe(error, name)) : new(BytesOf(set), null);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever a text makes of the parser: no bindings file ends a node.
            return new(null, error is InvalidDataException ? error.Message : $"'{name}' is no .proto file: {error.Message}");
        }
    }

    private static byte[] BytesOf(FileDescriptorSet set)
    {
        using var bytes = new MemoryStream();
        Serializer.Serialize(bytes, set);
        return bytes.ToArray();
    }

    private static string Describe(Error error, string name)
    {
        var file = string.IsNullOrEmpty(error.File) ? name : error.File;
        return $"'{file}', line {error.LineNumber}, column {error.ColumnNumber}: {error.Message}";
    }

    private static string TextOf(string name, byte[] content)
    {
        try
        {
            var text = Strict.GetString(content);
            var depth = 0;
            foreach (var c in text)
            {
                if (c is '{' or '[' or '<' or '(' && ++depth > DepthLimit)
                    throw new InvalidDataException($"'{name}' is nested more than {DepthLimit} deep");
                if (c is '}' or ']' or '>' or ')') depth--;
            }

            return text;
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidDataException($"'{name}' is not UTF-8");
        }
    }

    private sealed class Imports(Func<string, byte[]?> import) : IFileSystem
    {
        private readonly Dictionary<string, byte[]?> _files = new(StringComparer.Ordinal);

        public bool Exists(string path) => Find(path) is not null;

        public TextReader OpenText(string path) => new StringReader(TextOf(path, Find(path)!));

        private byte[]? Find(string path)
        {
            // The parser brings those itself.
            if (path.StartsWith("google/protobuf/", StringComparison.Ordinal)) return null;
            if (_files.TryGetValue(path, out var known)) return known;
            if (_files.Count == ImportLimit) throw new InvalidDataException($"more than {ImportLimit} files are imported");
            return _files[path] = import(path);
        }
    }
}
