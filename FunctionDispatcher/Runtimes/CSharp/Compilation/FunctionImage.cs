namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>An assembly with a function in it, ready to be loaded.</summary>
/// <param name="Shown">What people call it: the path as declared.</param>
/// <param name="Bytes">The assembly.</param>
/// <param name="Symbols">Its symbols, where they are not inside.</param>
/// <param name="Locate">The file of an assembly it needs, by name; null when the host has to have it.</param>
internal sealed record FunctionImage(string Shown, byte[] Bytes, byte[]? Symbols, Func<string, string?> Locate)
{
    /// <summary>Reads an assembly; what it needs lies beside it.</summary>
    /// <exception cref="FunctionLoadException">It cannot be read.</exception>
    public static FunctionImage Read(string path, string shown)
    {
        if (!File.Exists(path)) throw new FunctionLoadException($"there is no assembly '{shown}'");
        try
        {
            var symbols = Path.ChangeExtension(path, ".pdb");
            return Beside(path, shown, File.ReadAllBytes(path), File.Exists(symbols) ? File.ReadAllBytes(symbols) : null);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new FunctionLoadException($"'{shown}' cannot be read: {cause.Message}", cause);
        }
    }

    /// <summary>An assembly that was read before; what it needs lies beside the file it came from.</summary>
    public static FunctionImage Beside(string path, string shown, byte[] bytes, byte[]? symbols = null)
    {
        var folder = Path.GetDirectoryName(path)!;
        return new(shown, bytes, symbols, name => Path.Combine(folder, $"{name}.dll") is var file && File.Exists(file) ? file : null);
    }
}
