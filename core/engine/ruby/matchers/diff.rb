# Differences between two values in unified form, below the messages of eq, match, include and others.
module Cincture
  module Diff
    CONTEXT = 3
    # Longer differences are cut, and say so: the text of a whole log file helps nobody.
    MAX_LINES = 2000
    MAX_BYTES = 256 * 1024
    MAX_ELEMENTS = 100_000
    WIDTH = 79

    # Empty where RSpec shows none: numbers, procs, and strings of one line.
    def self.of(actual, expected)
      return '' if actual.nil? || expected.nil?
      parts = flat(actual) + flat(expected)
      if parts.all? { |p| p.is_a?(String) }
        return '' unless parts.any? { |p| p.include?("\n") }
        text = lines(joined(expected), joined(actual))
      elsif parts.none? { |p| p.is_a?(Proc) || p.is_a?(Numeric) }
        text = lines(object_text(expected), object_text(actual))
      else
        return ''
      end
      text.strip.empty? ? '' : text
    end

    # The elements at the bottom; of endless or huge arrays, some of them.
    def self.flat(value, around = [], found = [])
      return found << value unless value.is_a?(Array)
      return found if Text.again(value, around)
      value.each do |v|
        return found if found.length > MAX_ELEMENTS
        flat(v, around + [value], found)
      end
      found
    end

    def self.joined(value)
      return value unless value.is_a?(Array)
      value.map { |v| v.is_a?(Array) ? Text.inspect(v) : v.to_s.gsub("\n", '\\n').gsub("\r", '\\r') }.join("\n")
    end

    def self.object_text(value)
      value = Matchers.surface(value)
      case value
      when Hash then hash_text(Text.prepare(value))
      when Array then Pretty.text(Text.prepare(value))
      when String then value.include?("\n") ? value : Text.inspect(value)
      else Text.inspect(value)
      end
    end

    def self.hash_text(value)
      keys = value.keys.sort_by { |k| k.to_s }
      keys.map { |k| Text.inspect(k) + ' => ' + Text.inspect(value[k]) + ',' }.join("\n")
    end

    def self.lines(old, new)
      old = old.scrub('?').split("\n")
      new = new.scrub('?').split("\n")
      output = "\n"
      count = 0
      Hunks.new(old, new).each_text do |text|
        count += text.count("\n") + 1
        if count > MAX_LINES || output.bytesize + text.bytesize > MAX_BYTES
          return output + cut(text)
        end
        output += text + "\n"
      end
      output
    end

    def self.cut(text)
      kept = text.byteslice(0, MAX_BYTES).split("\n")[0, MAX_LINES]
      left = text.count("\n") + 1 - kept.length
      kept.join("\n") + "\n(#{left} more lines of this difference are left out)\n"
    end

    # Arrays that do not fit on a line get a line for each element.
    module Pretty
      def self.text(value, indent = 0, trailing = 0)
        flat = Text.inspect(value)
        return flat if indent + flat.length + trailing <= WIDTH || value == [] || value == {}
        case value
        when Array then broken('[', ']', value.map { |v| [v] }, indent, trailing)
        when Hash then broken('{', '}', value.to_a, indent, trailing)
        else flat
        end
      end

      def self.broken(open, close, items, indent, trailing)
        last = items.length - 1
        rows = items.each_with_index.map do |item, i|
          after = i == last ? 1 + trailing : 1
          item.length == 1 ? text(item[0], indent + 1, after) : pair(item[0], item[1], indent + 1, after)
        end
        open + rows.join(",\n" + ' ' * (indent + 1)) + close
      end

      def self.pair(key, value, indent, trailing)
        head = text(key, indent, 2) + '=>'
        flat = Text.inspect(value)
        return head + flat if indent + head.length + flat.length + trailing <= WIDTH
        head + "\n" + ' ' * (indent + 1) + text(value, indent + 1, trailing)
      end
    end

    # The changed places of two lists of lines, with the lines around them.
    class Hunks
      # Above this many comparisons the lines between the common ends count as changed, all of them.
      MAX_WORK = 200_000

      def initialize(old, new)
        @old = old
        @new = new
      end

      def each_text
        # RSpec leaves an empty line for each change that it joins to another.
      grouped(changes).each { |group| yield "\n" * (group.length - 1) + hunk(group) }
      end

      private

      # [start in old, length, start in new, length] of each changed place.
      def changes
        found = []
        i = 0
        j = 0
        (pairs + [[@old.length, @new.length]]).each do |a, b|
          found << [i, a - i, j, b - j] if a > i || b > j
          i = a + 1
          j = b + 1
        end
        found
      end

      # Indexes of the lines that stay.
      def pairs
        head = 0
        head += 1 while head < @old.length && head < @new.length && @old[head] == @new[head]
        tail = 0
        while tail < @old.length - head && tail < @new.length - head && @old[-1 - tail] == @new[-1 - tail]
          tail += 1
        end
        kept = (0...head).map { |n| [n, n] } + middle(head, @old.length - tail, @new.length - tail)
        kept + (0...tail).map { |n| [@old.length - tail + n, @new.length - tail + n] }
      end

      # Longest common subsequence between the common ends.
      def middle(from, old_end, new_end)
        places = {}
        (from...new_end).each { |j| (places[@new[j]] ||= []) << j }
        ends = []
        links = []
        work = 0
        (from...old_end).each do |i|
          candidates = places[@old[i]] || []
          work += candidates.length
          return [] if work > MAX_WORK
          candidates.reverse.each do |j|
            at = slot(ends, j)
            next unless at
            ends[at] = j
            links[at] = [at > 0 ? links[at - 1] : nil, i, j]
          end
        end
        chain(links)
      end

      def chain(links)
        found = []
        link = links[-1]
        while link
          found.unshift([link[1], link[2]])
          link = link[0]
        end
        found
      end

      # Where a longer chain that ends at `value` goes; nil if it is there already.
      def slot(ends, value)
        low = 0
        high = ends.length
        while low < high
          mid = (low + high) / 2
          return nil if ends[mid] == value
          ends[mid] < value ? low = mid + 1 : high = mid
        end
        low
      end

      # Changes whose context meets are one hunk.
      def grouped(changes)
        groups = []
        changes.each do |change|
          before = groups[-1] && groups[-1][-1]
          if before && change[0] - (before[0] + before[1]) <= 2 * CONTEXT
            groups[-1] << change
          else
            groups << [change]
          end
        end
        groups
      end

      def hunk(group)
        first = group[0]
        last = group[-1]
        before = [CONTEXT, first[0]].min
        after = [CONTEXT, @old.length - last[0] - last[1]].min
        old_start = first[0] - before
        new_start = first[2] - before
        old_length = last[0] + last[1] + after - old_start
        new_length = last[2] + last[3] + after - new_start
        rows = ['@@ -' + span(old_start, old_length) + ' +' + span(new_start, new_length) + ' @@']
        at = old_start
        group.each do |o, ol, n, nl|
          (at...o).each { |k| rows << ' ' + @old[k] }
          (o...(o + ol)).each { |k| rows << '-' + @old[k] }
          (n...(n + nl)).each { |k| rows << '+' + @new[k] }
          at = o + ol
        end
        (at...(at + after)).each { |k| rows << ' ' + @old[k] }
        rows.join("\n")
      end

      def span(start, length)
        first = length == 0 ? start : start + 1
        length == 1 ? first.to_s : first.to_s + ',' + length.to_s
      end
    end
  end
end
