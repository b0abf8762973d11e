namespace EventEdge.FunctionDispatcher.Runtimes.CSharp.Compilation;

/// <summary>
/// The compiler as a process of its own: compiles what comes in until the input ends or nothing came for <see cref="Patience"/>. An editing
/// session finds it warm, and afterwards its memory is the machine's again.
/// </summary>
public static class CompilerServer
{
    /// <summary>How long it waits for another source.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Serves until there is nothing more to do.</summary>
    /// <param name="input">Requests.</param>
    /// <param name="output">Answers; nothing else may be written there.</param>
    /// <param name="time">Measures the patience.</param>
    public static async Task RunAsync(Stream input, Stream output, TimeProvider time)
    {
        var compiler = new SourceCompiler();
        using var writer = new BinaryWriter(output);
        while (true)
        {
            var next = Task.Run(() => TryRead(input));
            if (await Task.WhenAny(next, Task.Delay(Patience, time)).ConfigureAwait(false) != next) return;
            if (await next.ConfigureAwait(false) is not { } request) return;
            CompilerProtocol.Write(writer, compiler.Compile(request));
        }
    }

    private static CompilerRequest? TryRead(Stream input)
    {
        try
        {
            using var reader = new BinaryReader(input, System.Text.Encoding.UTF8, leaveOpen: true);
            return CompilerProtocol.ReadRequest(reader);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
