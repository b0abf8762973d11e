using System.Globalization;
using System.Text;
using System.Text.Json;
using EventEdge.EdgeBridge.Storage;
using EventEdge.EdgeBridge.Storage.Files;
using EventEdge.EdgeBridge.Storage.Segments;
using Microsoft.Extensions.Logging;

namespace EventEdge.EdgeBridge.Outbox;

/// <summary>
/// The position file: a line with the CRC-32C of the rest, then JSON. Replaced whole, so it is the old one or the new one, never half. A
/// reserve of space is given up for it on a full disk: without a position no segment could be given back, and the disk would stay full.
/// </summary>
internal sealed class OutboxPositionStore(string directory, ILogFiles files, ILogger logger)
{
    private const string Name = "positions";
    private const int ChecksumLineBytes = 9;
    private const int ReserveBytes = 64 * 1024;

    private bool _reserved;

    private string FilePath => Path.Combine(directory, Name);

    private string ReservePath => Path.Combine(directory, "reserve");

    /// <summary>The last position written; null when there is none, or it is damaged.</summary>
    /// <exception cref="LogOpenException">Written by a newer version.</exception>
    /// <exception cref="IOException">The disk refused.</exception>
    public OutboxPosition? Load()
    {
        if (!files.List(directory).Contains(Name)) return null;
        byte[] bytes;
        using (var file = files.Open(FilePath, writable: false)) bytes = SegmentSearch.ReadRest(file, 0);
        if (Parse(bytes) is { } position) return position;
        logger.PositionDamaged(FilePath);
        files.Rename(FilePath, FilePath + ".damaged");
        return null;
    }

    /// <summary>Writes, syncs, renames, syncs the directory.</summary>
    /// <exception cref="IOException">The disk refused; the old position still stands.</exception>
    public void Save(OutboxPosition position)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(position);
        var line = Encoding.ASCII.GetBytes(Crc32C.Compute(json).ToString("x8", CultureInfo.InvariantCulture) + "\n");
        byte[] content = [.. line, .. json];
        try
        {
            Replace(content);
        }
        catch (IOException) when (GiveUpReserve())
        {
            Replace(content);
        }

        _reserved = _reserved || Reserve();
    }

    private void Replace(byte[] content)
    {
        using (var file = files.Create(FilePath + ".new", content.Length))
        {
            file.Write(content, 0);
            file.Sync();
        }

        files.Rename(FilePath + ".new", FilePath);
        files.SyncDirectory(directory);
    }

    private bool Reserve()
    {
        try
        {
            files.Create(ReservePath, ReserveBytes).Dispose();
            return true;
        }
        catch (IOException)
        {
            return false; // tried again with the next position
        }
    }

    private bool GiveUpReserve()
    {
        _reserved = false;
        if (!files.List(directory).Contains(Path.GetFileName(ReservePath))) return false;
        files.Unlink(ReservePath);
        return true;
    }

    private OutboxPosition? Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < ChecksumLineBytes) return null;
        var json = bytes[ChecksumLineBytes..];
        var checksum = Encoding.ASCII.GetString(bytes[..(ChecksumLineBytes - 1)]);
        if (checksum != Crc32C.Compute(json).ToString("x8", CultureInfo.InvariantCulture)) return null;
        var position = JsonSerializer.Deserialize<OutboxPosition>(json)!;
        if (position.Format <= OutboxPosition.CurrentFormat) return position;
        throw new LogOpenException(
            $"{FilePath} has format {position.Format}, and this version reads up to {OutboxPosition.CurrentFormat}: use the newer program");
    }
}
