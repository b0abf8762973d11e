namespace EventEdge.Doctor.Checks;

/// <summary>Looks at one thing. Does not throw for what it finds, changes nothing that stays, and ends within a few seconds.</summary>
internal interface IDoctorCheck
{
    /// <summary>What it found, at least one thing.</summary>
    Task<IReadOnlyList<Finding>> LookAsync(Patient patient, CancellationToken cancellation);
}
