using System.Collections;
using System.Diagnostics;
using System.Globalization;

using EventEdge.FunctionDispatcher.Runtimes.Process.Lines;
namespace EventEdge.FunctionDispatcher.Runtimes.Process;

/// <summary>
/// How a worker is started: as the upstream binding of a session of its own, so that it can be stopped with everything it started; with a
/// limit on the memory it may write to (<c>RLIMIT_DATA</c>, which counts heaps and private mappings, not the address space that runtimes
/// only reserve); without core dumps; with a bare environment; and, on Linux, ended by the kernel when the node is.
/// </summary>
internal static class ProcessCommand
{
    private static readonly string[] Inherited = ["PATH", "HOME", "LANG", "TZ", "TMPDIR"];
    private static readonly bool HasSessions = Find("setsid");
    private const string Nobody = "65534";

    // What root may do with files and ports, and nothing that reaches into other processes or the kernel.
    private const string Capabilities = "-all,+chown,+dac_override,+dac_read_search,+fowner,+net_bind_service";
    private const int SetCapabilities = 8;
    private static readonly bool IsRoot = Environment.IsPrivilegedProcess && OperatingSystem.IsLinux();
    private static readonly bool HasPrivileges = Find("setpriv");

    /// <summary>Whether a worker leads a process group; else only itself and its known descendants can be stopped.</summary>
    public static bool LeadsGroup => HasSessions;

    /// <param name="config">The declaration.</param>
    /// <param name="baseDirectory">The folder of the bindings file.</param>
    /// <param name="privileges">What becomes of root's privileges, where the node is root.</param>
    public static ProcessStartInfo Of(ProcessConfig config, string baseDirectory, RootPrivileges privileges = RootPrivileges.Kept)
    {
        var start = new ProcessStartInfo
        {
            FileName = "/bin/sh",
            WorkingDirectory = Path.GetFullPath(Path.Combine(baseDirectory, config.WorkingDirectory ?? ".")),
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // The shell only sets limits; the command reaches it as words and is not read by it.
        foreach (var word in (string[])["-c", Limits(config), "sh", .. Wrapper(privileges), .. config.Command])
            start.ArgumentList.Add(word);
        start.Environment.Clear();
        foreach (var name in Inherited)
        {
            if (Environment.GetEnvironmentVariable(name) is { } value) start.Environment[name] = value;
        }

        foreach (var (name, value) in config.Env) start.Environment[name] = TextOf(value);
        return start;
    }

    /// <summary>The program that a command runs, as the binding names it.</summary>
    public static string ProgramOf(ProcessStartInfo start)
    {
        var words = start.ArgumentList.Skip(3).ToList();
        var signal = words.IndexOf("--pdeathsig");
        return words.Skip(signal >= 0 ? signal + 2 : words is ["setsid", ..] ? 1 : 0).FirstOrDefault(start.FileName);
    }

    // It waits for a line until the node has marked it (see Descendants); nothing may be started unmarked.
    // A worker with a socket may print what it likes: that goes where errors go.
    private static string Limits(ProcessConfig config) =>
        string.Create(CultureInfo.InvariantCulture, $"read -r go || exit 0; ulimit -c 0; ulimit -d {config.Memory >> 10}; "
            + $"exec \"$@\"{(config.Protocol == FrameKind.Socket ? " >&2" : string.Empty)}");

    // A change of the user clears the signal of the parent's death, so that comes last.
    private static string[] Wrapper(RootPrivileges privileges) =>
    [
        .. HasSessions ? (string[])["setsid"] : [],
        .. HasPrivileges && IsRoot ? Drop(privileges) : [],
        .. HasPrivileges ? (string[])["setpriv", "--pdeathsig", "KILL"] : [],
    ];

    private static string[] Drop(RootPrivileges privileges) => privileges switch
    {
        RootPrivileges.OfFiles when CanDrop() => ["setpriv", "--bounding-set", Capabilities, "--inh-caps", "-all"],
        RootPrivileges.None => ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", "--no-new-privs"],
        _ => [],
    };

    private static bool CanDrop() =>
        File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("CapEff:", StringComparison.Ordinal)) is { } line
        && (Convert.ToUInt64(line["CapEff:".Length..].Trim(), 16) >> SetCapabilities & 1) != 0;

    private static bool Find(string program) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string TextOf(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        IEnumerable list and not string => string.Join(',', list.Cast<object?>().Select(TextOf)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}

/// <summary>What a worker of a node that is root may do beyond any other user.</summary>
internal enum RootPrivileges
{
    /// <summary>Everything: the command of a person who is root.</summary>
    Kept,

    /// <summary>Files and ports; the sandbox keeps it from those of the node.</summary>
    OfFiles,

    /// <summary>Nothing: it is nobody, as there is no sandbox.</summary>
    None,
}
