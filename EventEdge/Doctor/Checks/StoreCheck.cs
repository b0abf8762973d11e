using System.Data.Common;
using EventEdge.CloudIngest.Node;
using EventEdge.CloudIngest.Stores.Reading;

namespace EventEdge.Doctor.Checks;

/// <summary>Whether the store that the node of the data directory writes to can be asked.</summary>
internal sealed class StoreCheck : IDoctorCheck
{
    private const string Name = "store";

    public Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<Finding>>([Directory.Exists(patient.Data) ? Ask(patient)
            : new(Name, FindingState.Skipped, "no node has written to one yet")]);

    private static Finding Ask(Patient patient)
    {
        try
        {
            using var source = patient.Factories.OpenPoints(StoreNote.Read(patient.Data, patient.Factories.Stores), patient.Data);
            return new(Name, FindingState.Ok, $"{source.Name} answers, and holds {source.Measurements().Count} measurements");
        }
        catch (Exception failed) when (failed is StoreReadException or IOException or DbException)
        {
            return new(Name, FindingState.Failed, failed.Message.ReplaceLineEndings(" "), "look whether it runs, and which token it asks "
                + "for");
        }
    }
}
