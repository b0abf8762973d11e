using EventEdge.Settings;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the bindings file can be used.</summary>
internal sealed class BindingsFileCheck : IDoctorCheck
{
    private const string Name = "bindings";

    public Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation)
    {
        var file = patient.Settings.Text(KnownSettings.Bindings) ?? "bindings.yaml";
        if (!File.Exists(file))
        {
            return Task.FromResult<IReadOnlyList<Finding>>([new(Name, FindingState.Skipped, $"there is no file {file} here",
                $"name it ({KnownSettings.Bindings.Flag}), or make one with eventedge new binding NAME")]);
        }

        var verdict = patient.Factories.CheckBindings(file);
        return Task.FromResult<IReadOnlyList<Finding>>([verdict.Problems is [var first, ..]
            ? new(Name, FindingState.Failed, $"{first.Split('\n', 2)[0]} ({verdict.Problems.Count} in all)", $"eventedge validate {file}")
            : new(Name, FindingState.Ok, $"{file} declares {verdict.Bindings}, and has no problem")]);
    }
}
