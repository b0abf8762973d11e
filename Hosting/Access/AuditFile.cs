namespace EventEdge.Hosting.Access;

/// <summary>
/// <c>audit.jsonl</c> and its elders <c>audit.1.jsonl</c> (the newest) and on: a full file steps back, the oldest goes. Used by one loop.
/// </summary>
internal sealed class AuditFile(string directory, long bytesLimit = 8 << 20, int elders = 4)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The disk takes no more.</exception>
    public void Append(ReadOnlySpan<byte> lines)
    {
        Directory.CreateDirectory(directory);
        if (new FileInfo(PathOf(0)) is { Exists: true } current && current.Length + lines.Length > bytesLimit) StepBack();
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var file = new FileStream(PathOf(0), options);
        file.Write(lines);
    }

    private void StepBack()
    {
        File.Delete(PathOf(elders));
        for (var age = elders - 1; age >= 0; age--)
        {
            if (File.Exists(PathOf(age))) File.Move(PathOf(age), PathOf(age + 1), overwrite: true);
        }
    }

    private string PathOf(int age) => Path.Combine(directory, age == 0 ? "audit.jsonl" : $"audit.{age}.jsonl");
}
