# An exception whose class, message and backtrace lie at the top level of the file.
# attack: absent
# honest: before
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class Liar < Exception
  def message
    raise Liar
  end
  def backtrace
    raise Liar
  end
  def self.to_s
    raise Liar
  end
end
raise Liar

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
