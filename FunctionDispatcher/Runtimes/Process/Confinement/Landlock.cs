using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EventEdge.FunctionDispatcher.Runtimes.Process.Confinement;

/// <summary>The kernel's rules for files, as its interface has them. Life: NewRuleset, any number of Allow, Restrict, Dispose.</summary>
internal sealed partial class Landlock : IDisposable
{
    private const int CreateRuleset = 444;
    private const int AddRule = 445;
    private const int RestrictSelf = 446;
    private const uint VersionFlag = 1;
    private const int PathBeneath = 1;
    private const int NoNewPrivileges = 38;
    private const int OpenPath = 0x200000;
    private const int CloseOnExec = 0x80000;
    private const ulong ReadFile = 1 << 2;
    private const ulong WriteFile = 1 << 1;
    private const ulong RemoveAndMake = 0x1ff0;
    private const ulong Refer = 1 << 13;
    private const ulong Truncate = 1 << 14;
    private const ulong Signals = 1 << 1;

    private readonly SafeFileHandle _rules;
    private readonly ulong _rights;

    private Landlock(SafeFileHandle rules, ulong rights) => (_rules, _rights) = (rules, rights);

    /// <summary>Which version of the interface the kernel has; 0 where it has none.</summary>
    public static int Version { get; } = OperatingSystem.IsLinux() ? Math.Max(0, (int)Query(CreateRuleset, 0, 0, VersionFlag)) : 0;

    /// <summary>
    /// Rules that allow nothing yet: no file to be read, and, with <paramref name="writing"/>, none to be written, made or removed.
    /// </summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static Landlock NewRuleset(bool writing)
    {
        var rights = ReadFile | (writing ? WriteFile | RemoveAndMake : 0) | (Version >= 2 ? Refer : 0) | (
            writing && Version >= 3 ? Truncate : 0);
        // From version 6 on, a worker can send signals to its own kind only.
        var attributes = new RulesetAttributes { Files = rights, Scoped = Version >= 6 ? Signals : 0 };
        var size = Version switch { >= 6 => 24, >= 4 => 16, _ => 8 };
        var rules = Create(CreateRuleset, in attributes, size, 0);
        return rules >= 0 ? new(new SafeFileHandle((nint)rules, ownsHandle: true), rights) : throw Refused("create");
    }

    /// <summary>Allows a file, or a folder with everything below it. One that has gone meanwhile is left out.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Allow(string path, bool isFolder)
    {
        using var place = new SafeFileHandle(Open(path, OpenPath | CloseOnExec), ownsHandle: true);
        if (place.IsInvalid) return;
        var rule = new PathRule
        { Rights = isFolder ? _rights : _rights & (ReadFile | WriteFile | Truncate), Place = (int)place.DangerousGetHandle() };
        if (Add(AddRule, (int)_rules.DangerousGetHandle(), PathBeneath, in rule, 0) != 0) throw Refused("allow");
    }

    /// <summary>Puts the rules into force for the calling thread and what it starts.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public void Restrict()
    {
        if (Control(NoNewPrivileges, 1, 0, 0, 0) != 0 || Query(RestrictSelf, _rules.DangerousGetHandle(), 0, 0) != 0)
            throw Refused("restrict");
    }

    /// <summary>The path without links; null when it is not there.</summary>
    public static string? RealPath(string path)
    {
        var found = Resolve(path, 0);
        if (found == 0) return null;
        var text = Marshal.PtrToStringUTF8(found);
        Release(found);
        return text;
    }

    /// <inheritdoc />
    public void Dispose() => _rules.Dispose();

    private static IOException Refused(string step) =>
        new($"the kernel did not confine it ({step}: error {Marshal.GetLastPInvokeError()})");

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Query(nint number, nint first, nint second, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Create(nint number, in RulesetAttributes attributes, nint size, nuint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Add(nint number, nint rules, nint kind, in PathRule rule, nuint flags);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nuint first, nuint second, nuint third, nuint fourth);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "realpath", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Resolve(string path, nint buffer);

    [LibraryImport("libc", EntryPoint = "free")]
    private static partial void Release(nint memory);

    [StructLayout(LayoutKind.Sequential)]
    private struct RulesetAttributes
    {
        public ulong Files;
        public ulong Network;
        public ulong Scoped;
    }

    [StructLayout(LayoutKind.Sequential, Pack = 1)]
    private struct PathRule
    {
        public ulong Rights;
        public int Place;
    }
}
