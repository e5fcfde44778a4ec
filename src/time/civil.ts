// Calendar arithmetic without Date objects.

/**
 * Milliseconds from 1970-01-01 to a date of the proleptic Gregorian calendar (month 1-12). Days beyond the month's end run on
 * into the next month. Method: years counted from March, so that the leap day ends the year.
 */
export function civilToMs(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return (era * 146_097 + dayOfEra - 719_468) * 86_400_000;
}
