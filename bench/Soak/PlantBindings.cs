namespace EventEdge.Soak;

/// <summary>
/// The bindings the node runs: every kind of window. Edited in turn, so that windows close as partial ones and begin anew.
/// </summary>
internal static class PlantBindings
{
    private const string Steady =
        """
        bindings:
          - name: ten_seconds
            trigger: { mqtt: "plant/{device}/temp", qos: 1 }
            where: temperature > -40
            event_time: { field: ts, out_of_order: 5s, allowed_lateness: 1m, idle_timeout: 30s }
            window: { tumbling: 10s, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature] } }
            emit: { mqtt: "agg/{device}", measurement: ten_seconds, tags: [device] }
          - name: sessions
            trigger: { mqtt: "plant/{device}/temp" }
            event_time: { field: ts, out_of_order: 5s, idle_timeout: 30s }
            where: temperature > 30
            window: { session: { gap: 5s, max: 1m }, group_by: [device] }
            function: { builtin: count }
            emit: { measurement: sessions, tags: [device] }
          - name: hot
            trigger: { mqtt: "plant/{device}/temp" }
            where: temperature > 39.9
            function: { builtin: pass }
            emit: { mqtt: "alerts/{device}" }

        """;

    private static readonly string[] Edits =
    [
        """
          - name: edited
            trigger: { mqtt: "plant/{device}/temp" }
            event_time: { field: ts, out_of_order: 5s, idle_timeout: 30s }
            window: { hopping: { size: 1m, hop: 20s }, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature] } }
            emit: { measurement: edited, tags: [device] }

        """,
        """
          - name: edited
            trigger: { mqtt: "plant/{device}/temp", qos: 2 }
            event_time: { field: ts, out_of_order: 5s, idle_timeout: 30s }
            window: { count: { size: 500, hop: 100 }, group_by: [device] }
            function: { builtin: stats, with: { fields: [temperature] } }
            emit: { measurement: edited, tags: [device] }
          - name: other_trigger
            trigger: { mqtt: "state/+" }
            function: { builtin: pass }
            emit: { mqtt: "changed/state" }

        """,
        "  - { this is: not a binding\n",
    ];

    /// <summary>The text of an edit; every third one is broken and changes nothing.</summary>
    public static string Of(int edit) => Steady + Edits[edit % Edits.Length];
}
