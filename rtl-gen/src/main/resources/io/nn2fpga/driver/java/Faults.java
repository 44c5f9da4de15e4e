/**
 * What went wrong on the line and was put right, since the port was opened.
 *
 * @param damaged packets from the board that were dropped
 * @param boardDamaged packets to the board that it dropped
 * @param lost times that packets were sent again because one was missing
 * @param silences times that nothing was answered in time
 * @param sessions sessions that were lost, for example because the board was reset
 */
public record Faults(long damaged, long boardDamaged, long lost, long silences, long sessions) {}
