# Setting special variables to nonsense.
# threshold: compliance.min: 100
# exit: 3 4
# attack: failed absent
# honest: 
control 'before' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end

begin
  $stdout = nil
  $stderr = 1
  $, = 5
  $/ = Object.new
  $~ = nil
rescue Exception
  nil
end

control 'attack' do
  describe file('/nonexistent') do
    it { should exist }
  end
end

control 'after' do
  describe file('/etc/passwd') do
    it { should exist }
  end
end
