namespace Fairlead.Gateway.Observability;

/// <summary>Every event the gateway logs. Numbers are kept: people filter by them.</summary>
internal static class EventIds
{
    public const int RequestFailed = 1001;
    public const int AttemptFailed = 1002;
    public const int StreamCut = 1003;
    public const int UnhandledFault = 1004;
    public const int LostAttemptFault = 1005;
    public const int MirrorFailed = 1006;
    public const int MirrorFault = 1007;
    public const int PassThroughFailed = 1008;

    public const int DrainStarted = 1101;
    public const int DrainEnded = 1102;
    public const int DrainCut = 1103;
    public const int OpenToAll = 1104;

    public const int ConfigFinding = 1201;

    public const int BreakerOpened = 1301;
    public const int BreakerHalfOpened = 1302;
    public const int BreakerClosed = 1303;

    public const int CheckFoundIll = 1401;
    public const int CheckFault = 1402;

    public const int TrafficLogFailed = 1501;
    public const int TrafficLogDropped = 1502;

    // 2000 to 2099: reloading, see Reload.
}
