using System.Globalization;
using System.IO.MemoryMappedFiles;
using System.Text;
using EventEdge.Contracts.Durability;
using EventEdge.FunctionDispatcher.Outputs;

namespace EventEdge.EdgeBridge.Hangs;

/// <summary>
/// Counts the starts that ended while the journal was replayed. After <see cref="CarefulAfter"/> of them the next is careful: before a
/// binding takes anything, its name and the journal position go to a file that outlives the process, however it ends; so the one that the
/// node dies of is known at the start after. Life: construct, Begin, Mark, Complete when the replay is over, Dispose at an orderly stop.
/// One caller at a time.
/// </summary>
internal sealed class ReplayWatch : IDisposable
{
    /// <summary>Starts that may end in a replay before one is careful.</summary>
    public const int CarefulAfter = 1;

    private const int Bytes = 1024;
    private const int HeadBytes = sizeof(long) + sizeof(int);

    private readonly string _countFile;
    private readonly string _markFile;
    private readonly int _ended;
    private MemoryMappedFile? _file;
    private MemoryMappedViewAccessor? _mark;
    private BindingIdentity? _marked;

    /// <summary>Reads what the starts before have left.</summary>
    public ReplayWatch(string directory)
    {
        _countFile = Path.Combine(directory, "replays");
        _markFile = Path.Combine(directory, "replay.at");
        _ended = ReadCount(_countFile);
        Suspect = ReadMark(_markFile);
    }

    /// <summary>Whether this start has to be careful.</summary>
    public bool IsCareful => _ended >= CarefulAfter;

    /// <summary>What the last start, a careful one, died of; null when it did not, or was not.</summary>
    public (BindingIdentity Binding, long Position)? Suspect { get; }

    /// <summary>The replay begins.</summary>
    /// <exception cref="IOException">The disk did not take it: the next start will know nothing of this one.</exception>
    public void Begin()
    {
        File.Delete(_markFile);
        DurableFile.Replace(_countFile, Encoding.ASCII.GetBytes((_ended + 1).ToString(CultureInfo.InvariantCulture)));
        if (!IsCareful) return;
        _file = MemoryMappedFile.CreateFromFile(_markFile, FileMode.Create, mapName: null, Bytes);
        _mark = _file.CreateViewAccessor();
    }

    /// <summary>A binding takes what is at a journal position.</summary>
    public void Mark(BindingIdentity binding, long position)
    {
        if (_mark is null) return;
        if (binding != _marked)
        {
            var name = Encoding.UTF8.GetBytes($"{binding.Name}\n{binding.Version}");
            _mark.WriteArray(HeadBytes, name, 0, name.Length);
            _mark.Write(sizeof(long), name.Length);
            _marked = binding;
        }

        _mark.Write(0, position);
    }

    /// <summary>The replay is over; what happens from now on is another matter.</summary>
    public void Complete()
    {
        Close();
        try
        {
            File.Delete(_markFile);
            File.Delete(_countFile);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // At worst a later start is careful for nothing.
        }
    }

    /// <summary>An orderly end is none that the replay has led to.</summary>
    public void Dispose()
    {
        if (File.Exists(_countFile)) Complete();
        Close();
    }

    /// <summary>The process dies of the replay: this start counts.</summary>
    public void Close()
    {
        _mark?.Dispose();
        _file?.Dispose();
        (_mark, _file) = (null, null);
    }

    /// <summary>The process dies of what is known already: no start need look for it.</summary>
    public void Explain()
    {
        Close();
        File.Delete(_markFile);
    }

    private static int ReadCount(string path)
    {
        try
        {
            return int.TryParse(File.ReadAllText(path), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private static (BindingIdentity, long)? ReadMark(string path)
    {
        try
        {
            var bytes = File.ReadAllBytes(path);
            var length = bytes.Length < HeadBytes ? 0 : BitConverter.ToInt32(bytes, sizeof(long));
            if (length <= 0 || length > bytes.Length - HeadBytes) return null;
            var name = Encoding.UTF8.GetString(bytes, HeadBytes, length).Split('\n');
            return name.Length == 2 ? (new BindingIdentity(name[0], name[1]), BitConverter.ToInt64(bytes)) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
