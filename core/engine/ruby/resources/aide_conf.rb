# aide_conf: which files AIDE watches, and by which rules, as a table.
module Cincture
  module Resources
    class AideConf < Inspec.resource(1)
      include CommentParser
      include FileReader

      name 'aide_conf'
      supports platform: 'unix'
      desc 'What AIDE watches.'

      COMMENTS = { comment_char: '#', standalone_comments: false }.freeze
      # The groups of rules that AIDE brings.
      GROUPS = {
        'R' => %w[p i l n u g s m c md5], 'L' => %w[p i l n u g], '>' => %w[p l u g i n S]
      }.freeze

      attr_reader :params

      def initialize(path = nil)
        @path = path || '/etc/aide.conf'
        @content = read_file_content(@path).lines.map { |line| parse_comment_line(line, COMMENTS)[0] }
        @rules = {}
        @params = @content.map { |line| parse_line(line) }.compact
      end

      table = FilterTable.create
      table.register_column(:selection_lines, field: 'selection_line')
           .register_column(:rules, field: 'rules')
      table.install_filter_methods_on_resource(self, :params)

      def all_have_rule(rule)
        return false if @content.nil?
        @params.all? { |line| line['rules'].include?(rule) }
      end

      def resource_id
        @path
      end

      def to_s
        'AIDE Config'
      end

      private

      # An entry; nil of a line that is none. Named rules are kept for the lines below.
      def parse_line(line)
        if line.include?(' = ')
          name, rules = line.gsub(/\s+/, '').split('=', 2)
          @rules[name] = expand(rules.to_s.split('=')[-1].to_s)
          nil
        elsif line.start_with?('/', '!', '=')
          words = line.split(' ')
          { 'selection_line' => words[0].chomp('/'), 'rules' => expand(words[-1]) }
        end
      end

      def expand(rules)
        rules.split('+').map { |rule| @rules[rule] || GROUPS[rule] || rule }.flatten
      end
    end
  end
end
