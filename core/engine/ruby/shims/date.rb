# Days and times from text.
class Date
  include Comparable

  class Error < ArgumentError; end

  MONTHNAMES = [nil, *%w[January February March April May June July August September October November December]].freeze
  ABBR_MONTHNAMES = [nil, *%w[Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec]].freeze
  DAYNAMES = %w[Sunday Monday Tuesday Wednesday Thursday Friday Saturday].freeze
  ABBR_DAYNAMES = %w[Sun Mon Tue Wed Thu Fri Sat].freeze

  class << self
    def today
      now = Time.now
      new(now.year, now.month, now.day)
    end

    def parse(text, *)
      found = Cincture::TimeText.day(text.to_s)
      raise Error, 'invalid date' if found.nil? || !valid_date?(*found)

      new(*found)
    end

    def iso8601(text)
      raise Error, 'invalid date' unless text.to_s.match?(/\A\d{4}-\d\d-\d\d/)

      parse(text)
    end

    def strptime(text, pattern = '%F')
      found = Cincture::TimeText.by_pattern(text.to_s, pattern)
      raise Error, 'invalid date' if found.nil? || !valid_date?(*found.first(3))

      new(*found.first(3))
    end

    def valid_date?(year, month, day)
      return false unless [year, month, day].all?(Integer) && month.between?(1, 12)

      day.between?(1, days_in(year, month))
    end
    alias valid_civil? valid_date?

    def leap?(year)
      (year % 4).zero? && (!(year % 100).zero? || (year % 400).zero?)
    end

    def days_in(year, month)
      return leap?(year) ? 29 : 28 if month == 2

      [4, 6, 9, 11].include?(month) ? 30 : 31
    end

    # The day with this number, counted from 1970-01-01.
    def from_days(days)
      days += 719_468
      era = days.div(146_097)
      of_era = days - era * 146_097
      years = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365
      of_year = of_era - (365 * years + years / 4 - years / 100)
      shifted = (5 * of_year + 2) / 153
      month = shifted < 10 ? shifted + 3 : shifted - 9
      new(years + era * 400 + (month <= 2 ? 1 : 0), month, of_year - (153 * shifted + 2) / 5 + 1)
    end
  end

  attr_reader :year, :month, :day
  alias mon month
  alias mday day

  def initialize(year = -4712, month = 1, day = 1)
    day += Date.days_in(year, month) + 1 if day.is_a?(Integer) && day.negative? && month.is_a?(Integer)
    raise Error, 'invalid date' unless Date.valid_date?(year, month, day)

    @year = year
    @month = month
    @day = day
  end

  # Days since 1970-01-01, after Howard Hinnant's algorithm for the civil calendar.
  def days
    year = @month <= 2 ? @year - 1 : @year
    era = year.div(400)
    of_era = year - era * 400
    of_year = (153 * (@month > 2 ? @month - 3 : @month + 9) + 2) / 5 + @day - 1
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
  end

  def jd
    days + 2_440_588
  end

  def +(other)
    Date.from_days(days + other.floor)
  end

  # Days between two dates, or the date so many days before. (Ruby gives a Rational; its value is the same.)
  def -(other)
    other.is_a?(Date) ? days - other.days : Date.from_days(days - other.floor)
  end

  def >>(other)
    count = @year * 12 + @month - 1 + other
    year = count.div(12)
    month = count % 12 + 1
    Date.new(year, month, [@day, Date.days_in(year, month)].min)
  end

  def <<(other)
    self >> -other
  end

  def next_day(count = 1)
    self + count
  end

  def prev_day(count = 1)
    self - count
  end

  def succ
    self + 1
  end
  alias next succ

  def next_month(count = 1)
    self >> count
  end

  def prev_month(count = 1)
    self << count
  end

  def next_year(count = 1)
    self >> count * 12
  end

  def prev_year(count = 1)
    self << count * 12
  end

  def wday
    (days + 4) % 7
  end

  def yday
    days - Date.new(@year, 1, 1).days + 1
  end

  def leap?
    Date.leap?(@year)
  end

  def <=>(other)
    case other
    when Date then days <=> other.days
    when Time then to_time <=> other
    end
  end

  def eql?(other)
    other.is_a?(Date) && days == other.days
  end

  def hash
    days.hash
  end

  def to_date
    self
  end

  def to_time
    Time.local(@year, @month, @day)
  end

  def strftime(pattern = '%F')
    Time.gm(@year, @month, @day).strftime(pattern)
  end

  def iso8601
    format('%04d-%02d-%02d', @year, @month, @day)
  end
  alias to_s iso8601

  def inspect
    "#<Date: #{self}>"
  end
end

module Cincture
  # Reads the forms of date and time that profiles and tools write.
  module TimeText
    MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?'
    # What is made once, when it is first needed; the module itself is frozen.
    MADE = {}
    PARTS = {
      'Y' => ['(\d{4})', :year], 'm' => ['(\d{1,2})', :month], 'd' => ['(\d{1,2})', :day], 'e' => [' *(\d{1,2})', :day],
      'b' => [MONTH, :name], 'B' => [MONTH, :name], 'H' => ['(\d{1,2})', :hour], 'M' => ['(\d{1,2})', :minute],
      'S' => ['(\d{1,2})', :second], 'z' => ['(Z|UTC|GMT|[+-]\d\d:?\d\d)', :zone], 'Z' => ['([A-Z]{3,4})', :zone],
      'a' => ['[A-Za-z]{3}', nil], 'A' => ['[A-Za-z]+', nil], '%' => ['%', nil], 's' => ['(-?\d+)', :epoch],
      'y' => ['(\d\d)', :short], 'j' => ['(\d{1,3})', :yday]
    }.freeze
    SHORT = { '%F' => '%Y-%m-%d', '%T' => '%H:%M:%S', '%R' => '%H:%M', '%D' => '%m/%d/%y', '%c' => '%a %b %e %H:%M:%S %Y' }.freeze
    ZONES = { 'Z' => 0, 'UTC' => 0, 'GMT' => 0, 'EST' => -5, 'EDT' => -4, 'CST' => -6, 'CDT' => -5, 'MST' => -7, 'MDT' => -6,
              'PST' => -8, 'PDT' => -7, 'CET' => 1, 'CEST' => 2 }.freeze

    class << self
      # [year, month, day], or nil.
      def day(text)
        forms.each do |pattern, names|
          found = pattern.match(text)
          return of(names.zip(found.captures).to_h) if found
        end
        nil
      end

      # [hour, minute, second], or nil.
      def clock(text)
        found = /(?:\b|T)(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([ap]m)?/i.match(text) ||
                /\d{4}\d\d\d\dT?(\d\d)(\d\d)(\d\d)?()/.match(text)
        return nil if found.nil?

        hour = found[1].to_i
        hour = hour % 12 + (found[4].downcase == 'pm' ? 12 : 0) unless found[4].to_s.empty?
        [hour, found[2].to_i, found[3].to_i]
      end

      # Seconds east of Greenwich, or nil where the text names no zone.
      def offset(text)
        found = /(?:\d|\s)(Z|[+-]\d\d:?\d\d|UTC|GMT|E[SD]T|C[SD]T|M[SD]T|P[SD]T|CEST|CET)\b/.match(text)
        found && zone(found[1])
      end

      def zone(name)
        return ZONES[name] && ZONES[name] * 3600 unless name.match?(/\A[+-]/)

        digits = name.delete(':')
        seconds = digits[1, 2].to_i * 3600 + digits[3, 2].to_i * 60
        digits.start_with?('-') ? -seconds : seconds
      end

      # [year, month, day, hour, minute, second, offset], or nil; a pattern of strptime.
      def by_pattern(text, pattern)
        names = []
        pattern = pattern.gsub(/%[FTRDc]/) { |short| SHORT[short] }
        source = pattern.gsub(/%(.)|([^%\s]+)|\s+/) { piece($~, names) }
        found = Regexp.new("\\A\\s*#{source}", Regexp::IGNORECASE).match(text)
        found && read(names.zip(found.captures).to_h)
      end

      private

      # Not a constant: patterns cost most of the engine's start.
      def forms
        MADE[:forms] ||= [
          [/\b(\d{4})-(\d{1,2})-(\d{1,2})/, %i[year month day]],
          [%r{\b(\d{4})/(\d{1,2})/(\d{1,2})}, %i[year month day]],
          [/\A\s*(\d{4})(\d\d)(\d\d)(?:T?\d{4,6}Z?)?\s*\z/, %i[year month day]],
          [/\b(\d{1,2})(?:st|nd|rd|th)?[ -]+#{MONTH}[ ,-]+(\d{4})/i, %i[day name year]],
          [/\b#{MONTH}\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?\s+(?:[A-Z]{3,4}\s+)?)?(\d{4})/i, %i[name day year]]
        ]
      end

      def piece(match, names)
        return Regexp.escape(match[2]) if match[2]
        return '\s*' if match[1].nil?

        part, name = PARTS.fetch(match[1]) { raise Gap, "strptime: %#{match[1]} is not known" }
        names << name if name
        part
      end

      def read(parts)
        return epoch(parts[:epoch].to_i) if parts[:epoch]

        parts[:year] ||= century(parts[:short].to_i) if parts[:short]
        date = of(parts)
        date += [parts[:hour].to_i, parts[:minute].to_i, parts[:second].to_i]
        date << (parts[:zone] && zone(parts[:zone].upcase))
      end

      def century(year)
        year < 69 ? 2000 + year : 1900 + year
      end

      def epoch(seconds)
        time = Time.at(seconds).utc
        [time.year, time.month, time.day, time.hour, time.min, time.sec, 0]
      end

      def of(parts)
        month = parts[:name] ? Date::ABBR_MONTHNAMES.index(parts[:name][0, 3].capitalize) : parts[:month]
        year = parts[:year] ? parts[:year].to_i : Time.now.year
        return yday(year, parts[:yday].to_i) if parts[:yday]

        [year, (month || 1).to_i, (parts[:day] || 1).to_i]
      end

      def yday(year, number)
        date = Date.new(year, 1, 1) + (number - 1)
        [date.year, date.month, date.day]
      end
    end
  end
end

class DateTime < Date
  def self.now
    Time.now
  end

  # A Time: what profiles do with a DateTime, a Time does as well.
  def self.parse(text, *)
    Time.parse(text)
  end
end

class Time
  class << self
    alias __new new

    # With an offset from UTC as the seventh, or as `in`: the same moment, in UTC.
    def new(*parts, **options)
      offset = parts[6] || options[:in]
      return __new(*parts[0, 6]) if offset.nil?

      seconds = offset.is_a?(Integer) ? offset : Cincture::TimeText.zone(offset)
      raise ArgumentError, "\"+HH:MM\", \"-HH:MM\", \"UTC\" expected for utc_offset: #{offset}" if seconds.nil?

      assemble((parts[0, 3] + [1, 1]).first(3), ((parts[3, 3] || []) + [0, 0, 0]).first(3), seconds)
    end

    # The scan's time: it begins with the scan and goes on while the target is waited for.
    def now(*)
      at(Cincture::Host.now)
    end

    def parse(text, now = nil)
      text = text.to_s
      date = Cincture::TimeText.day(text)
      clock = Cincture::TimeText.clock(text)
      raise ArgumentError, "no time information in #{text.inspect}" if date.nil? && clock.nil?

      today = now || Time.now
      assemble(date || [today.year, today.month, today.day], clock || [0, 0, 0], Cincture::TimeText.offset(text))
    end

    def strptime(text, pattern)
      found = Cincture::TimeText.by_pattern(text.to_s, pattern)
      raise ArgumentError, "invalid date or strptime format - '#{text}' '#{pattern}'" if found.nil?

      assemble(found[0, 3], found[3, 3], found[6])
    end

    def iso8601(text)
      raise ArgumentError, "invalid xmlschema date: #{text.inspect}" unless text.to_s.match?(/\A\d{4}-\d\d-\d\dT/)

      parse(text)
    end
    alias xmlschema iso8601

    private

    def assemble(date, clock, offset)
      valid = Date.valid_date?(*date) && clock[0] <= 24 && clock[1] <= 59 && clock[2] <= 60
      raise ArgumentError, 'argument out of range' unless valid

      offset.nil? ? local(*date, *clock) : gm(*date, *clock) - offset
    end
  end

  def to_date
    Date.new(year, month, day)
  end

  def to_time
    self
  end

  def iso8601(*)
    return strftime('%Y-%m-%dT%H:%M:%SZ') if utc?

    zone = strftime('%z')
    "#{strftime('%Y-%m-%dT%H:%M:%S')}#{zone[0, 3]}:#{zone[3, 2]}"
  end
  alias xmlschema iso8601
end
