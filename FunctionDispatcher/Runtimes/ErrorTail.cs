using System.Text;
using Microsoft.Extensions.Logging;

namespace EventEdge.FunctionDispatcher.Runtimes;

/// <summary>
/// What an instance writes to its standard error: the last of it is kept for dead letters, and lines are logged, a flood of them only in
/// part.
/// </summary>
internal sealed class ErrorTail(string binding, TimeProvider time, ILogger logger)
{
    /// <summary>Most characters kept.</summary>
    public const int TailLimit = 2048;

    /// <summary>Most lines logged in <see cref="Pause"/>.</summary>
    public const int LineLimit = 50;

    /// <summary>Longest line logged; the rest of it is a line of its own.</summary>
    public const int LineLengthLimit = 512;

    /// <summary>The time that <see cref="LineLimit"/> is about.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private const int FloodLimit = 1 << 20;
    private static readonly TimeSpan FloodPause = TimeSpan.FromMilliseconds(10);

    private readonly StringBuilder _tail = new();
    private readonly StringBuilder _line = new();
    private long _since = time.GetTimestamp();
    private int _logged;
    private long _flood;
    private long _written;

    /// <summary>How many characters have been written so far.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>The end of what was written, in one line.</summary>
    public string Text
    {
        get
        {
            lock (_tail) return _tail.ToString().Trim().ReplaceLineEndings(" | ");
        }
    }

    /// <summary>Reads what a process writes, until it ends.</summary>
    public void FollowToItsEnd(System.Diagnostics.Process process)
    {
        try
        {
            Follow(process.StandardError);
        }
        catch (Exception)
        {
            // The pipe is gone with the process, most likely; on a thread of its own, what nobody catches would end the node.
        }
    }

    /// <summary>Reads to the end; slowly while it is a flood.</summary>
    public void Follow(StreamReader errors)
    {
        var buffer = new char[16 * 1024];
        using var calm = new ManualResetEventSlim();
        for (int read; (read = errors.Read(buffer, 0, buffer.Length)) > 0;)
        {
            Take(buffer.AsSpan(0, read));
            // The pipe fills up, and whoever floods it waits instead of taking the node's processors.
            if (_flood > FloodLimit) calm.Wait(FloodPause);
        }

        Finish();
    }

    /// <summary>Takes what was written; one caller at a time.</summary>
    public void Take(ReadOnlySpan<char> text)
    {
        Keep(text);
        if (time.GetElapsedTime(_since) >= Pause) (_since, _logged, _flood) = (time.GetTimestamp(), 0, 0);
        _flood += text.Length;
        foreach (var character in text) Log(character);
    }

    /// <summary>Nothing more will be written.</summary>
    public void Finish()
    {
        if (_line.Length > 0) Log('\n');
    }

    private void Keep(ReadOnlySpan<char> text)
    {
        lock (_tail)
        {
            _tail.Append(text);
            Volatile.Write(ref _written, _written + text.Length);
            if (_tail.Length > TailLimit) _tail.Remove(0, _tail.Length - TailLimit);
        }
    }

    private void Log(char character)
    {
        if (character != '\n' && _line.Length < LineLengthLimit)
        {
            _line.Append(character);
            return;
        }

        _logged++;
        if (_logged <= LineLimit) InstanceTelemetry.Wrote(logger, binding, _line.ToString());
        else if (_logged == LineLimit + 1) InstanceTelemetry.WroteTooMuch(logger, binding, Pause);
        _line.Clear();
    }
}
