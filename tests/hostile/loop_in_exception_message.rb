# An endless loop in the message of an exception at the top level of the file.
# attack: absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

class Slow < StandardError
  def message
    loop {}
  end
end
raise Slow

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
